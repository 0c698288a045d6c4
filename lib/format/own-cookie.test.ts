import { expect, it } from 'vitest'
import { ownCookieLine, ownCookieName } from './own-cookie'

it('[T24] a cookie that a script writes is the host’s alone and travels only encrypted where there is https', () => {
  expect(ownCookieLine({ name: 'castellan-zone', value: 'Asia/Tokyo', seconds: 60, https: true })).toBe('__Host-castellan-zone=Asia%2FTokyo; Path=/; Max-Age=60; SameSite=Lax; Secure')
  expect(ownCookieLine({ name: 'castellan-zone', value: 'UTC; Domain=example', seconds: 0, https: false })).toBe('castellan-zone=UTC%3B%20Domain%3Dexample; Path=/; Max-Age=0; SameSite=Lax')
})

it('is read by the name it was written under', () => {
  expect([ownCookieName('castellan-zone', true), ownCookieName('castellan-zone', false)]).toEqual(['__Host-castellan-zone', 'castellan-zone'])
})
