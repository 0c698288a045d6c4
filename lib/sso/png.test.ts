import { expect, it } from 'vitest'
import { MOST_LOGO_BYTES, whyNotLogo } from './png'

const png = (width: number, height: number, more = 0) => {
  const bytes = Buffer.alloc(40 + more)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0)
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

it('a logo is a small PNG by its own bytes, and small when it is unfolded too', () => {
  expect([whyNotLogo(png(1, 1)), whyNotLogo(png(512, 512)), whyNotLogo(png(64, 32, MOST_LOGO_BYTES - 40))]).toEqual([null, null, null])
  for (const bytes of [new Uint8Array(), png(1, 1).subarray(0, 20), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), Buffer.from('<!doctype html><script>1</script>'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(40).fill(0)]), Buffer.concat([Buffer.from('x'), png(1, 1)])]) {
    expect(whyNotLogo(bytes)).toBe('Choose a PNG picture.')
  }
  expect(whyNotLogo(png(1, 1, MOST_LOGO_BYTES))).toContain('64 KiB')
  for (const [width, height] of [[0, 10], [10, 0], [513, 1], [1, 513], [30_000, 30_000], [4_294_967_295, 4_294_967_295]] as const) expect(whyNotLogo(png(width, height))).toContain(`${width} × ${height}`)
})
