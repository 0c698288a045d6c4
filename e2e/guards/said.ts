import type { ActionAnswer } from './call-action'

/** What an action answered, in one word: done, the code of its failure, or the status when it was not run. */
export function said({ status, result }: ActionAnswer): string {
  if (result?.ok) return 'done'
  return result?.error?.code ?? result?.failure?.code ?? `status ${status}`
}
