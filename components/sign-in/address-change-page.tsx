'use client'

import { SubmitButton } from '@/components/form/submit-button'
import { Facts } from '@/components/ui/facts'
import { LinkButton } from '@/components/ui/link-button'
import type { AddressChangeView } from '@/lib/account/finish-address-change'
import { paths } from '@/lib/paths'
import { confirmNewAddress, undoAddressChange, viewNewAddress, viewOldAddress } from '@/lib/sign-in/actions'
import { LinkPage } from './link-page'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { usePublicForm } from './use-public-form'

const toSignIn = (slug?: string) => <LinkButton href={paths.signIn(slug)} variant="primary">Go to sign-in</LinkButton>

/** The page behind the link at the new address: it becomes the address. */
export function ConfirmAddressPage() {
  return (
    <LinkPage title="Confirm your new address" view={viewNewAddress} instead={() => toSignIn()}>
      {(change, token) => <ConfirmAddress change={change} token={token} />}
    </LinkPage>
  )
}

/** The page behind "This was not me" at the old address. */
export function UndoAddressPage() {
  return (
    <LinkPage title="Undo the change of your address" view={viewOldAddress} instead={() => toSignIn()}>
      {(change, token) => <UndoAddress change={change} token={token} />}
    </LinkPage>
  )
}

interface ChangeProps {
  change: AddressChangeView
  token: string
}

function ConfirmAddress({ change: { tenantName, newAddress }, token }: ChangeProps) {
  const { state: { failure, done, values }, pending, form } = usePublicForm(confirmNewAddress)
  if (done) {
    return (
      <PublicPanel title="Your address is confirmed">
        <p role="status" className="text-base text-ink-2">
          From now on you sign in with <strong className="font-medium text-ink">{values?.email}</strong>. You were signed out everywhere.
        </p>
        {toSignIn(values?.tenant)}
      </PublicPanel>
    )
  }
  return (
    <PublicPanel title="Confirm your new address" description={`It becomes the address of your account at ${tenantName}. You are signed out everywhere then, and sign in with it.`}>
      <Facts narrow items={[{ term: 'New address', value: <bdi>{newAddress}</bdi> }]} />
      <form {...form} className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        <PublicFailure failure={failure} />
        <SubmitButton pending={pending} className="w-full">
          Confirm this address
        </SubmitButton>
      </form>
    </PublicPanel>
  )
}

function UndoAddress({ change: { tenantName, newAddress, oldAddress, confirmed, resetsPassword }, token }: ChangeProps) {
  const { state: { failure, done, values }, pending, form } = usePublicForm(undoAddressChange)
  if (done) {
    return (
      <PublicPanel title="Your address stays as it was">
        <p role="status" className="text-base text-ink-2">
          It is <strong className="font-medium text-ink">{values?.email}</strong>. {resetsPassword ? 'Every session was ended, and a link to set a new password is on its way to you.' : 'Whoever asked for the change can see that it was undone.'}
        </p>
        {toSignIn(values?.tenant)}
      </PublicPanel>
    )
  }
  const consequence = resetsPassword ? 'Whoever asked for it knew your password: you are signed out everywhere, and a link to set a new one is sent to you.' : 'An administrator asked for it.'
  return (
    <PublicPanel title="Was this not you?" description={`The address of your account at ${tenantName} ${confirmed ? 'was changed' : 'is about to change'}. If you did not want that, undo it.`}>
      <Facts narrow items={[{ term: confirmed ? 'Address before' : 'Your address', value: <bdi>{oldAddress}</bdi> }, { term: confirmed ? 'Address now' : 'To become', value: <bdi>{newAddress}</bdi> }]} />
      <form {...form} className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        <PublicFailure failure={failure} />
        <p className="text-ink-2">{consequence}</p>
        <SubmitButton pending={pending} variant="danger" className="w-full">
          Undo the change
        </SubmitButton>
        <p className="text-xs text-ink-3">If it was you, close this page. Nothing happens.</p>
      </form>
    </PublicPanel>
  )
}
