import { expect, it } from 'vitest'
import { mistakeOf, withCharset } from './plain-answers'

const ORIGIN = 'https://console.example.com'
const action = (headers: Record<string, string>) => mistakeOf({ method: 'POST', headers: { origin: ORIGIN, 'next-action': '7f', ...headers } }, ORIGIN)

it('[T66] [T67] [T78] an action that Next does not run is the mistake of who sent it', () => {
  expect(action({})).toBe(400)
  expect(action({ 'content-length': '102400' })).toBe(400)
  expect(action({ 'content-length': '102401' })).toBe(413)
  expect(action({ origin: 'https://evil.example', 'content-length': '2000000' })).toBe(403)
  expect(action({ origin: 'null' })).toBe(403)
  expect(mistakeOf({ method: 'POST', headers: { 'next-action': '7f' } }, ORIGIN)).toBe(403)
  expect(mistakeOf({ method: 'TRACE', headers: {} }, ORIGIN)).toBe(405)
})

it('[T78] what is an error of ours stays one', () => {
  expect(mistakeOf({ method: 'GET', headers: { 'next-action': '7f', origin: 'https://evil.example' } }, ORIGIN)).toBeNull()
  expect(mistakeOf({ method: 'POST', headers: { origin: ORIGIN } }, ORIGIN)).toBeNull()
})

it('[T72] text says how it is encoded, once', () => {
  expect(['text/x-component', 'text/plain', 'image/svg+xml'].map(withCharset)).toEqual(['text/x-component; charset=utf-8', 'text/plain; charset=utf-8', 'image/svg+xml; charset=utf-8'])
  expect(['text/html; charset=utf-8', 'text/css; charset=UTF-8', 'application/json', 'font/woff2', '', undefined, 7].map(withCharset)).toEqual(Array.from({ length: 7 }, () => null))
})
