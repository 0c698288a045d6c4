import { LinkButton } from '@/components/ui/link-button'
import { Icon } from '@/components/ui/icon'
import { type Refusal } from '@/lib/authz/refusals'
import { paths } from '@/lib/paths'
import { askAbout } from './ask-about'

/** In place of a page that one may know of but not enter: why, and what would change it. The rail stays around it. */
export function RefusedPage({ refusal, homeHref }: { refusal: Pick<Refusal, 'sentence'> & Partial<Refusal>; homeHref: string }) {
  return (
    <div className="mx-auto grid max-w-md justify-items-start gap-2 px-4 py-16">
      <span className="mb-1 grid size-9 place-items-center rounded-lg border bg-sunken text-ink-3">
        <Icon name="lock" />
      </span>
      <h1 className="text-lg font-semibold tracking-tight">This page is not open to you now</h1>
      <p className="text-ink-2">{refusal.sentence}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {refusal.code === 'mfa_not_enrolled' || refusal.code === 'mfa_not_used' ? (
          <LinkButton href={paths.accountFactors} variant="primary">
            Your second factors
          </LinkButton>
        ) : null}
        {refusal.code === 'not_activated' ? (
          <LinkButton href={paths.pim} variant="primary">
            Activate it in PIM
          </LinkButton>
        ) : null}
        <LinkButton href={homeHref}>See your roles</LinkButton>
        {refusal.asked ? (
          <LinkButton href={askAbout(refusal.asked)} variant="ghost" icon="question">
            Why, and what would change it
          </LinkButton>
        ) : null}
      </div>
    </div>
  )
}
