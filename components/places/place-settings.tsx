import { AskLink } from '@/components/guard/ask-link'
import { Page } from '@/components/shell/page'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { type Preferences } from '@/lib/format/preferences'
import { type PlaceReasons } from '@/lib/places/may-in-place'
import { type DeletionPreview, type PlaceView } from '@/lib/places/place-view'
import { DeletePlace } from './delete-place'
import { EditPlaceForm } from './edit-place-form'
import { OrganizationStatusSwitch } from './organization-status-switch'
import { PlaceFacts } from './place-facts'
import { PlaceHeader } from './place-header'

interface PlaceSettingsProps {
  place: PlaceView
  reasons: PlaceReasons
  /** what goes with it; null for whoever may neither delete nor deactivate it */
  preview: DeletionPreview | null
  tenantName: string
  now: number
  viewer: Preferences
}

/** How a workspace or organization is called, whether it counts, and its end. */
export function PlaceSettings({ place, reasons, preview, tenantName, now, viewer }: PlaceSettingsProps) {
  return (
    <Page>
      <PlaceHeader place={place} reasons={reasons} />
      <Card title="Name and description">
        {reasons.update === null ? (
          <EditPlaceForm place={place} slugReason={reasons.slug} />
        ) : (
          <div className="grid gap-4">
            <Callout tone="neutral" actions={<AskLink asked={{ permission: `${place.kind}:update`, place: { type: place.kind, id: place.id } }} />}>{reasons.update}</Callout>
            <PlaceFacts place={place} now={now} zone={viewer.zone} />
          </div>
        )}
      </Card>
      {place.kind === 'organization' ? <OrganizationStatusSwitch organization={place} reason={reasons.setStatus} roles={preview?.roles ?? 0} people={preview?.people ?? 0} /> : null}
      <DeletePlace place={place} reason={reasons.remove} preview={preview} tenantName={tenantName} />
    </Page>
  )
}
