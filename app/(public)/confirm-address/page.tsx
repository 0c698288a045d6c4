import type { Metadata } from 'next'
import { ConfirmAddressPage } from '@/components/sign-in/address-change-page'

export const metadata: Metadata = { title: 'Confirm your new address' }

export default function ConfirmAddress() {
  return <ConfirmAddressPage />
}
