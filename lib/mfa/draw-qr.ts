import { encode } from 'uqr'

/** A picture that a phone reads: `path` in squares of one by one, in a square of `size`. */
export interface QrDrawing {
  size: number
  path: string
}

/** @returns the dark squares of a QR code as the path of an SVG, runs of a row joined; no style and no script is needed to show it */
export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const runs: string[] = []
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue
      let end = x
      while (row[end + 1]) end++
      runs.push(`M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`)
      x = end
    }
  }
  return { size, path: runs.join('') }
}
