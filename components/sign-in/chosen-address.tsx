import { Input } from '@/components/ui/input'

/** The address the first step took, sent along and not to be changed here. */
export function ChosenAddress({ email, here, id = 'email' }: { email: string; /** this very page, to begin again */ here: string; id?: string }) {
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          E-mail
        </label>
        {/* A plain link: the page begins anew, with or without script. */}
        <a href={here} className="text-xs text-accent-ink underline decoration-accent-ink/40 underline-offset-2">
          Use another address
        </a>
      </div>
      <Input id={id} name="email" type="text" value={email} readOnly autoComplete="username" dir="auto" />
    </div>
  )
}
