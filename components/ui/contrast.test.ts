import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

type Rgb = [number, number, number]

/** CSS Color 4: OKLCH → linear sRGB. */
function linear(text: string): Rgb {
  const [lightness, chroma, hue] = text.split(' ').map(Number) as Rgb
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clamp = (value: number) => Math.min(1, Math.max(0, value))
  return [clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s), clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)]
}
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b

const css = fs.readFileSync(path.join(import.meta.dirname, '../../app/globals.css'), 'utf8')
const tokens = { light: new Map<string, Rgb>(), dark: new Map<string, Rgb>() }
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g)) {
  tokens.light.set(name!, linear(light!))
  tokens.dark.set(name!, linear(dark!))
}
for (const [, name, both] of css.matchAll(/--([\w-]+): oklch\(([\d. ]+)\);/g)) {
  tokens.light.set(name!, linear(both!))
  tokens.dark.set(name!, linear(both!))
}

function contrast(theme: 'light' | 'dark', front: string, back: string): number {
  const [a, b] = [front, back].map((name) => {
    const color = tokens[theme].get(name)
    if (!color) throw new Error(`no token --${name}`)
    return luminance(color)
  }) as [number, number]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const surfaces = ['canvas', 'sunken', 'raised', 'row-hover']
const words: [string, string[]][] = [
  ['ink', [...surfaces, 'accent-soft', 'danger-soft', 'warn-soft', 'good-soft']],
  ['ink-2', [...surfaces, 'accent-soft', 'danger-soft', 'warn-soft', 'good-soft']],
  ['ink-3', [...surfaces, 'accent-soft']],
  ['accent-ink', [...surfaces, 'accent-soft']],
  ['danger-ink', [...surfaces, 'danger-soft']],
  ['warn-ink', [...surfaces, 'warn-soft']],
  ['good-ink', [...surfaces, 'good-soft']],
  ['on-accent', ['accent', 'accent-hover', 'danger', 'danger-hover']],
]
const edges: [string, string[]][] = [
  ['line-strong', ['canvas', 'sunken', 'raised']],
  ['accent-ink', [...surfaces, 'accent-soft']],
  ['accent', ['canvas', 'raised']],
]

describe.each(['light', 'dark'] as const)('%s tokens', (theme) => {
  it.each(words.flatMap(([front, backs]) => backs.map((back) => [front, back] as const)))('%s on %s can be read (WCAG 1.4.3)', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(edges.flatMap(([front, backs]) => backs.map((back) => [front, back] as const)))('%s against %s can be seen (WCAG 1.4.11)', (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(3)
  })
})
