'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { askAbout } from '@/components/guard/ask-about'
import { FailureNotice } from '@/components/guard/failure-notice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Menu, MenuItem, MenuLine, MenuLink } from '@/components/ui/menu'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { ROLES } from '@/lib/authz/policy'
import { giveUpOwnGrant } from '@/lib/grants/actions'
import { paths } from '@/lib/paths'
import { type PlaceGrantRow, type PlaceView } from '@/lib/places/place-view'
import { ChangePlaceRole } from './change-place-role'
import { GRANT_ACTIONS } from './manage-place-grants'
import { type Giving } from './place-grant-fields'
import { calledIn } from './place-words'

interface PlaceGrantMenuProps {
  place: Pick<PlaceView, 'kind' | 'id' | 'name'>
  row: PlaceGrantRow
  /** why it may not be changed, and why not ended */
  changeReason: string | null
  removeReason: string | null
  profileHref: string | null
  giving: Giving
}

/** What can be done about one role in a place. */
export function PlaceGrantMenu({ place, row, changeReason, removeReason, profileHref, giving }: PlaceGrantMenuProps) {
  const [doing, setDoing] = useState<'change' | 'remove' | 'remind' | null>(null)
  const leave = () => setDoing(null)
  const called = calledIn(row)
  return (
    <>
      <Menu label={`Actions for ${called}`}>
        {profileHref ? (
          <MenuLink icon="person" href={profileHref}>
            Open profile
          </MenuLink>
        ) : null}
        {row.mine ? null : (
          <MenuItem icon="edit" disabledReason={changeReason} onSelect={() => setDoing('change')}>
            Change role, access or end
          </MenuItem>
        )}
        {row.pending ? (
          <MenuItem icon="mail" disabledReason={changeReason} onSelect={() => setDoing('remind')}>
            Send again
          </MenuItem>
        ) : null}
        {row.mine ? null : <MenuLine />}
        <MenuItem icon="trash" danger disabledReason={removeReason} onSelect={() => setDoing('remove')}>
          {row.mine ? 'Give up this role' : row.pending ? 'Revoke' : 'Remove'}
        </MenuItem>
        {changeReason || removeReason ? (
          <>
            <MenuLine />
            <MenuLink icon="question" href={askAbout({ permission: `${place.kind}-admin:manage`, place: { type: place.kind, id: place.id }, about: row.administratorId ?? undefined, role: row.role })}>
              What your roles allow
            </MenuLink>
          </>
        ) : null}
      </Menu>
      {doing === 'change' ? <ChangePlaceRole place={place} row={row} giving={giving} onClose={leave} /> : null}
      {doing === 'remove' ? row.mine ? <GiveUpRole place={place} row={row} onClose={leave} /> : <RemoveFromPlace place={place} row={row} onClose={leave} /> : null}
      {doing === 'remind' ? <RemindInPlace place={place} row={row} onClose={leave} /> : null}
    </>
  )
}

interface DialogProps { place: PlaceGrantMenuProps['place']; row: PlaceGrantRow; onClose: () => void }

function RemoveFromPlace({ place, row, onClose }: DialogProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(GRANT_ACTIONS[place.kind].remove)
  const [called, role] = [calledIn(row), ROLES[row.role].label]
  const remove = async () => {
    const result = await run({ placeId: place.id, grantId: row.grantId, version: row.version })
    router.refresh()
    if (!result.ok) return
    onClose()
    showToast({ text: `${called} is no longer ${role} of ${place.name}.` })
  }
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => void remove()}
      title={row.pending ? `Revoke the invitation of ${called}?` : `Remove ${called} from ${place.name}?`}
      consequence={
        row.pending ? `${called} does not become ${role} of ${place.name}. If they were invited for this alone, the link in their mail stops working.`
        : `${called} loses ${role} of ${place.name} at once. Their other roles stay as they are.`
      }
      verb={row.pending ? 'Revoke' : 'Remove'}
      danger
      pending={pending}
    >
      {failure ? <FailureNotice failure={failure} /> : null}
    </ConfirmDialog>
  )
}

/** Everyone may give up what they hold; it needs no permission here, and leads out of the place. */
function GiveUpRole({ place, row, onClose }: DialogProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(giveUpOwnGrant)
  const [gone, setGone] = useState(false)
  const role = ROLES[row.role].label
  const giveUp = async () => {
    const result = await run({ grantId: row.grantId })
    if (!result.ok) return router.refresh()
    setGone(true)
    showToast({ text: `You are no longer ${role} of ${place.name}.` })
    router.replace(paths.home)
  }
  return (
    <ConfirmDialog open onClose={onClose} onConfirm={() => void giveUp()} title={`Give up ${role} of ${place.name}?`} consequence={`You lose this role at once, and ${place.name} with it unless another role of yours reaches it. Only another administrator can give it back.`} verb="Give up role" danger pending={pending || gone}>
      {failure ? <FailureNotice failure={failure} /> : null}
    </ConfirmDialog>
  )
}

function RemindInPlace({ place, row, onClose }: DialogProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(GRANT_ACTIONS[place.kind].remind)
  const remind = async () => {
    const result = await run({ placeId: place.id, grantId: row.grantId })
    if (!result.ok) return router.refresh()
    onClose()
    showToast({ text: `The mail to ${row.email} is on its way again.` })
    router.refresh()
  }
  return (
    <ConfirmDialog open onClose={onClose} onConfirm={() => void remind()} title="Send the mail again?" consequence={`A new mail about ${ROLES[row.role].label} of ${place.name} goes to ${row.email}. A link sent before stops working.`} verb="Send again" pending={pending}>
      {failure ? <FailureNotice failure={failure} /> : null}
    </ConfirmDialog>
  )
}
