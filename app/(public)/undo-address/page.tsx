import type { Metadata } from 'next'
import { UndoAddressPage } from '@/components/sign-in/address-change-page'

export const metadata: Metadata = { title: 'Undo the change of your address' }

export default function UndoAddress() {
  return <UndoAddressPage />
}
