import { Status, type Tone } from '@/components/ui/status'
import { type PasswordState, type ProfileView } from '@/lib/administrators/profile-view'

const LOOK: Record<PasswordState, { tone: Tone; label: string }> = {
  usable: { tone: 'good', label: 'Works' },
  must_change: { tone: 'info', label: 'Must be changed at the next sign-in' },
  must_reset: { tone: 'warn', label: 'Must be reset; does not work' },
  switched_off: { tone: 'danger', label: 'Switched off after too many failures' },
}

/** What a person's password is good for now. */
export function PasswordStateMark({ profile: { password, status, takesPassword } }: { profile: Pick<ProfileView, 'password' | 'status' | 'takesPassword'> }) {
  if (!takesPassword) return <Status tip="Passwords are no method of signing in here any more.">Not used any more</Status>
  if (!password) return <Status>None set</Status>
  if (status !== 'active') return <Status>Set; the account cannot sign in</Status>
  const { tone, label } = LOOK[password.state]
  return <Status tone={tone}>{label}</Status>
}
