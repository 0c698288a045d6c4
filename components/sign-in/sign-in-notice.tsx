import { Callout } from '@/components/ui/callout'

/** What whoever runs the tenant tells everybody before they sign in: plain text, as typed. */
export function SignInNotice({ text }: { text: string }) {
  return (
    <Callout tone="neutral">
      <p dir="auto" className="wrap-anywhere whitespace-pre-line text-ink">
        {text}
      </p>
    </Callout>
  )
}
