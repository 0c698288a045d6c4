import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SecondStepPage } from '@/components/sign-in/second-step-page'
import { sentStepToken } from '@/lib/authn/step-cookie'
import { paths } from '@/lib/paths'
import { viewSecondStep } from '@/lib/sign-in/view-second-step'

export const metadata: Metadata = { title: 'Confirm that it is you' }

/** The second step of signing in. Which way is shown stands in the address, so that choosing another works without script. */
export default async function SecondStep({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const view = await viewSecondStep(await sentStepToken())
  if (!view) return redirect(paths.signIn())
  const { by } = await searchParams
  return <SecondStepPage view={view} by={by === 'app' || by === 'passkey' || by === 'recovery-code' ? by : null} />
}
