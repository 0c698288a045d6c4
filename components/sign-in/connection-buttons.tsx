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
  return connections.map((connection) => <ConnectionButton key={connection.id} {...{ tenantSlug, next, connection }} />)
}

interface ConnectionButtonProps extends Omit<ConnectionButtonsProps, 'connections'> {
  connection: ConnectionButtonsProps['connections'][number]
  variant?: 'primary'
  /** the id of what says why it stands where it does */
  describedBy?: string
}

export function ConnectionButton({ tenantSlug, next, connection: { id, name, logoVersion }, variant, describedBy }: ConnectionButtonProps) {
  return (
    <LinkButton plain variant={variant} href={paths.api.ssoStart(tenantSlug, id, next)} aria-describedby={describedBy} className="h-auto min-h-8 w-full py-1.5">
      {logoVersion === null ? null : <ConnectionLogo src={paths.api.ssoLogo(tenantSlug, id, logoVersion)} />}
      <span className="min-w-0 text-center break-words whitespace-normal">Sign in with {name}</span>
    </LinkButton>
  )
}
