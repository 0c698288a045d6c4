import { expect, test } from '@playwright/test'

test('a server that runs says that it is alive and ready', async ({ request }) => {
  const alive = await request.get('/api/health')
  expect(alive.status()).toBe(200)
  expect(await alive.json()).toEqual({ status: 'alive' })
  const ready = await request.get('/api/ready')
  expect(ready.status()).toBe(200)
  expect(await ready.json()).toEqual({ status: 'ready' })
  expect(ready.headers()['cache-control']).toBe('no-store')
})
