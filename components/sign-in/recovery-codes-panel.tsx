import { RecoveryCodes } from '@/components/mfa/recovery-codes'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'
import { PublicPanel } from './public-panel'

/** The recovery codes of the factor that an activation enrolled. */
export function RecoveryCodesPanel(codes: { codes: readonly string[]; tenantName: string; email: string }) {
  return (
    <PublicPanel title="Keep your recovery codes" description="Your account is active. Without your phone, one of these lets you in; each works once. They are shown this once.">
      <RecoveryCodes {...codes} />
      {/* A new document: the session began while this page was open. */}
      <LinkButton href={paths.home} variant="primary" plain className="w-full">
        I have kept them
      </LinkButton>
    </PublicPanel>
  )
}
