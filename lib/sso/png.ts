// What a picture from outside may be: a small PNG, told by its own bytes and by nothing that is said of it. Browser-safe.

export const MOST_LOGO_BYTES = 64 * 1024
export const MOST_LOGO_PIXELS = 512

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const HEADER = [0x49, 0x48, 0x44, 0x52]

/** @returns why it is not taken, as a sentence; null where it is: a file of a few bytes may not unfold to a picture of gigabytes on the sign-in page */
export function whyNotLogo(bytes: Uint8Array): string | null {
  if (bytes.length > MOST_LOGO_BYTES) return `Choose a picture of at most ${MOST_LOGO_BYTES / 1024} KiB.`
  const isPng = bytes.length > 24 && SIGNATURE.every((byte, at) => bytes[at] === byte) && HEADER.every((byte, at) => bytes[12 + at] === byte)
  if (!isPng) return 'Choose a PNG picture.'
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  return [width, height].every((length) => length >= 1 && length <= MOST_LOGO_PIXELS) ? null : `Choose a picture of at most ${MOST_LOGO_PIXELS} × ${MOST_LOGO_PIXELS} pixels; this one has ${width} × ${height}.`
}
