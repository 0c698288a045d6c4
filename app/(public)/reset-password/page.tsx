import type { Metadata } from 'next'
import { ResetPasswordPage } from '@/components/sign-in/reset-password-page'

export const metadata: Metadata = { title: 'Set a new password' }

export default function ResetPassword() {
  return <ResetPasswordPage />
}
