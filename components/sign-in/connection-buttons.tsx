import { ConnectionLogo } from '@/components/sso/connection-logo'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'

export interface ConnectionButtonsProps {
  tenantSlug: string
  /** as it came with the address */
  next: string
  /** in their order; the hidden and the disabled are not among them */
  connections: readonly { id: string; name: string; logoVersion: number | null }[]
}

/** The ways in through identity providers: plain links, which work without script. */
export function ConnectionButtons({ tenantSlug, next, connections }: ConnectionButtonsProps) {
  if (connections.length === 0) return null
  return (
    <div className="grid grid-cols-1 gap-3 border-t pt-5">
      {connections.map(({ id, name, logoVersion }) => (
        <LinkButton key={id} plain href={paths.api.ssoStart(tenantSlug, id, next)} className="h-auto min-h-8 w-full py-1.5">
          {logoVersion === null ? null : <ConnectionLogo src={paths.api.ssoLogo(tenantSlug, id, logoVersion)} />}
          <span className="min-w-0 text-center break-words whitespace-normal">Sign in with {name}</span>
        </LinkButton>
      ))}
    </div>
  )
}
