export interface Toast {
  id: number
  tone: 'good' | 'danger' | 'info'
  text: string
  /** One thing to do about it, such as Undo. */
  action?: { label: string; onSelect: () => void }
}

let toasts: readonly Toast[] = []
let last = 0
const watchers = new Set<() => void>()

function put(next: readonly Toast[]) {
  toasts = next
  for (const watcher of watchers) watcher()
}

/** Says what just happened. Problems stay until they are closed; the rest goes by itself. At most three are kept. */
export function showToast(toast: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): number {
  last += 1
  put([...toasts, { tone: 'good' as const, ...toast, id: last }].slice(-3))
  return last
}

export function closeToast(id: number): void {
  put(toasts.filter((toast) => toast.id !== id))
}

export function watchToasts(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

export const currentToasts = () => toasts
