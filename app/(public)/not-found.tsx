import type { Metadata } from 'next'
import { PublicPanel } from '@/components/sign-in/public-panel'

export const metadata: Metadata = { title: 'Not found' }

export default function PublicNotFound() {
  return <PublicPanel title="There is no tenant at this address" description="Check the link you were given, or ask the person who gave it to you." />
}
