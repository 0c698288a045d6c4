'use client'

import { useMemo } from 'react'
import type { FormProblem } from '@/components/form/form-summary'
import type { Failure } from '@/lib/errors/app-error'

/** What is wrong with a form's fields, for its summary; a field's control has the field's name as id. */
export function useProblems(failure: Failure | undefined): FormProblem[] {
  // Made anew for each failure only: that is what moves the focus.
  return useMemo(() => Object.entries(failure?.fields ?? {}).map(([field, text]) => ({ field, text })), [failure])
}
