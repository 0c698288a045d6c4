'use client'

import { useMemo } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { type Failure } from '@/lib/errors/app-error'
import { FormSummary } from './form-summary'

const NO_LABELS = {}

interface FormFailureProps {
  failure: Failure | null
  /** The form's name: the control of a field has the id "form-field". */
  form: string
  /** What fields are called, where a sentence alone does not tell which one is meant. */
  labels?: Readonly<Record<string, string>>
}

/** Why a form was not saved: what is wrong with its fields in a summary that takes focus, everything else as a notice. Draws nothing without a failure. */
export function FormFailure({ failure, form, labels = NO_LABELS }: FormFailureProps) {
  // Made anew for each failure only: that is what moves the focus.
  const problems = useMemo(() => Object.entries(failure?.fields ?? {}).map(([name, text]) => (name === 'form' ? { text } : { field: `${form}-${name}`, text: labels[name] ? `${labels[name]}: ${text}` : text })), [failure, form, labels])
  return problems.length > 0 ? <FormSummary problems={problems} /> : <FailureNotice failure={failure} />
}
