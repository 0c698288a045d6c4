import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ForgotPasswordForm } from '@/components/sign-in/forgot-password-form'
import { findTenant } from '@/lib/sign-in/data'

export const metadata: Metadata = { title: 'Reset your password' }

export default async function ForgotPassword({ params }: { params: Promise<{ tenant: string }> }) {
  const tenant = await findTenant((await params).tenant)
  if (!tenant) notFound()
  return <ForgotPasswordForm tenant={tenant} />
}
