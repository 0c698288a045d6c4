/** Once per run of the integration tests: the shared server and its template. */
import type { TestProject } from 'vitest/node'
import { startTestServer } from '../../scripts/test-server.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: { superuserUrl: string; appUrl: string; ownerUrl: string; template: string; run: number }
  }
}

export default async function setup(project: TestProject) {
  const { server, template, run, leave } = await startTestServer()
  project.provide('testServer', { superuserUrl: server.superuserUrl(), appUrl: server.appUrl(''), ownerUrl: server.ownerUrl(''), template, run })
  return leave
}
