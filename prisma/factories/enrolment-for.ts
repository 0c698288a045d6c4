import { viewInvitation } from '@/lib/sign-in/view-invitation'
import { codeOf } from './enrolled-totp'

/** @returns what a form of activation carries besides the password: the draft of an authenticator app and its code, where the roles need one */
export async function enrolmentFor(token: string): Promise<{ draft?: string; code?: string }> {
  const { enrol } = await viewInvitation(token)
  return enrol ? { draft: enrol.draft, code: await codeOf(enrol.secret) } : {}
}
