const GAP = 4
const EDGE = 8

/**
 * Puts a popover beside what opened it, before it is shown. Set from script, because the content security policy
 * refuses style attributes. Needs no size: it hangs from whichever side of the anchor has more room.
 */
export function placeBeside(panel: HTMLElement, anchor: Element, align: 'start' | 'end' = 'start', matchWidth = false): void {
  const box = anchor.getBoundingClientRect()
  const { innerWidth: width, innerHeight: height } = window
  const below = height - box.bottom
  const above = box.top
  const up = below < 240 && above > below
  const style = panel.style
  style.position = 'fixed'
  style.top = up ? 'auto' : `${box.bottom + GAP}px`
  style.bottom = up ? `${height - box.top + GAP}px` : 'auto'
  style.maxHeight = `${Math.max(120, (up ? above : below) - GAP - EDGE)}px`
  style.maxWidth = `${width - 2 * EDGE}px`
  style.left = align === 'start' ? `${Math.max(EDGE, box.left)}px` : 'auto'
  style.right = align === 'end' ? `${Math.max(EDGE, width - box.right)}px` : 'auto'
  if (matchWidth) style.width = `${box.width}px`
}

/** Moves a shown popover back inside the window where it sticks out sideways. */
export function keepInside(panel: HTMLElement): void {
  const box = panel.getBoundingClientRect()
  const over = box.right - (window.innerWidth - EDGE)
  if (over > 0) {
    panel.style.right = 'auto'
    panel.style.left = `${Math.max(EDGE, box.left - over)}px`
  } else if (box.left < EDGE) {
    panel.style.right = 'auto'
    panel.style.left = `${EDGE}px`
  }
}
