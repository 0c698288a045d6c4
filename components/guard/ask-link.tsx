import { TextLink } from '@/components/ui/text-link'
import { type Asked } from '@/lib/authz/refusals'
import { askAbout } from './ask-about'

/** Beside a control that is off: the question behind it, put to "Can they?". Draws nothing where nothing was asked. */
export function AskLink({ asked }: { asked: Asked | null | undefined }) {
  if (!asked) return null
  return (
    <TextLink href={askAbout(asked)} className="self-center text-xs whitespace-nowrap">
      What your roles allow
    </TextLink>
  )
}
