// What is typed in a dialog, kept in this tab until it is sent: a page that is loaded anew, or a dialog that was closed, has it still. Never for secrets.

const PREFIX = 'typed '
const memory = new Map<string, string>()
const watchers = new Set<() => void>()
let typer = ''

const keyOf = (name: string) => `${typer} ${name}`
const told = () => {
  for (const watcher of watchers) watcher()
}

/** A browser may refuse to store anything; then it is kept as long as the page is. */
function stored<T>(work: (storage: Storage) => T, otherwise: T): T {
  try {
    return work(sessionStorage)
  } catch {
    return otherwise
  }
}

function dropStored(which: (key: string) => boolean): void {
  stored((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX) && which(key.slice(PREFIX.length))) storage.removeItem(key)
  }, undefined)
}

/** @returns what was typed under this name by whoever is signed in; empty when nothing was */
export function readTyped(name: string): string {
  const key = keyOf(name)
  return memory.get(key) ?? (typer ? stored((storage) => storage.getItem(PREFIX + key), null) : null) ?? ''
}

/** @param text empty: forgotten */
export function keepTyped(name: string, text: string): void {
  const key = keyOf(name)
  memory.set(key, text)
  if (typer) stored((storage) => (text === '' ? storage.removeItem(PREFIX + key) : storage.setItem(PREFIX + key, text)), undefined)
  told()
}

/** Says who is signed in. What somebody else typed in this tab is gone. */
export function typedBy(who: string): void {
  typer = who
  dropStored((key) => !key.startsWith(`${who} `))
  for (const key of memory.keys()) if (!key.startsWith(`${who} `)) memory.delete(key)
  told()
}

/** Whoever typed has signed out. @param onPage whether what still stands on this page goes as well */
export function forgetTyped({ onPage }: { onPage: boolean }): void {
  dropStored(() => true)
  if (!onPage) return
  memory.clear()
  told()
}

/** @returns how to stop */
export function onTyped(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}
