export function afterRestore(ownerUrl: string): Promise<{ sessions: number; links: number; jobs: number; runs: number }>
