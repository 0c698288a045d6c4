import type { Metadata } from 'next'
import { LinkSignInPage } from '@/components/sign-in/link-sign-in-page'

export const metadata: Metadata = { title: 'Link your account' }

export default function LinkSignIn() {
  return <LinkSignInPage />
}
