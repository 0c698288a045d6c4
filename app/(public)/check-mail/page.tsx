import type { Metadata } from 'next'
import { CheckMailPage } from '@/components/sign-in/check-mail-page'

export const metadata: Metadata = { title: 'Check your mail' }

/** The same for everybody: it knows nobody. */
export default function CheckMail() {
  return <CheckMailPage />
}
