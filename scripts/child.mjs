/** Starting other programs: with their output kept for the error message, and so that they end with us. */
import { spawn } from 'node:child_process'
import os from 'node:os'

/**
 * Runs a program to its end. Its output is kept and becomes the error when it fails; with `show` it is passed on as it comes.
 * Does not block, so that progress can be shown meanwhile.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean, behind?: boolean, onOutput?: (text: string) => void }} [options] behind: everything else goes first
 * @returns {Promise<string>} what it wrote
 */
export function runToEnd(program, args, { cwd, env = {}, show = false, behind = false, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    if (behind && child.pid) os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
    children.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        onOutput?.(text)
        if (show) process.stdout.write(text)
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => {
      children.delete(child)
      if (code === 0) resolve(output)
      else reject(Object.assign(new Error(`${[program, ...args].join(' ')} ${signal ? `was ended by ${signal}` : `failed (exit code ${code})`}.\n${show ? '' : output.trim()}`), { output }))
    })
  })
}

/**
 * Starts a program that goes on running. The open channel tells it when we are gone, however we went.
 * @param {string[]} nodeArgs the script and its arguments
 * @param {{ env?: Record<string, string | undefined>, cwd?: string, onOutput?: (text: string) => void }} [options]
 */
export function startNode(nodeArgs, { env = {}, cwd, onOutput } = {}) {
  const output = onOutput ? 'pipe' : 'inherit'
  const child = spawn(process.execPath, nodeArgs, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, output, 'ipc'] })
  children.add(child)
  child.on('exit', () => children.delete(child))
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput)
  return child
}

/** Asks a child to stop, insists after a while, and returns when it is gone. */
export function stopChild(child, insistAfterMilliseconds = 15_000) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const insist = setTimeout(() => child.kill('SIGKILL'), insistAfterMilliseconds)
    child.once('exit', () => {
      clearTimeout(insist)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

const children = new Set()

/** For a command that is being interrupted: whatever it started ends too. */
export async function stopChildren() {
  await Promise.all([...children].map((child) => stopChild(child, 5000)))
}
