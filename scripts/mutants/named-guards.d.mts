/** A guard that is taken away by replacing its text, and the test that must turn red. */
export interface NamedGuard { name: string; file: string; find: string; replace: string; project: 'unit' | 'integration'; test: string }
export const namedGuards: readonly NamedGuard[]
