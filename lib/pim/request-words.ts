// What is said of a request. Pure and browser-safe.
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import type { RequestState } from './request-state'

export const STATE_WORDS: Readonly<Record<RequestState, { label: string; tone: 'neutral' | 'info' | 'good' | 'warn' | 'danger'; line: string }>> = {
  pending_approval: { label: 'Waiting', tone: 'warn', line: 'It waits to be decided.' },
  scheduled: { label: 'Scheduled', tone: 'info', line: 'It is approved, and starts by itself.' },
  active: { label: 'Active', tone: 'good', line: 'The activation runs.' },
  expired: { label: 'Ended', tone: 'neutral', line: 'It ran until its end.' },
  denied: { label: 'Denied', tone: 'danger', line: 'It was denied.' },
  timed_out: { label: 'Timed out', tone: 'neutral', line: 'Nobody decided it in time.' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral', line: 'It was withdrawn by the person who asked.' },
  cancelled: { label: 'Cancelled', tone: 'neutral', line: 'It was cancelled before it started.' },
  deactivated: { label: 'Deactivated', tone: 'neutral', line: 'It was ended early by the person who held it.' },
  revoked: { label: 'Revoked', tone: 'danger', line: 'It was revoked.' },
  cut_short: { label: 'Cut short', tone: 'warn', line: 'It ended because the person’s account, role or place changed.' },
}

/** @param placeName none for the whole tenant @returns such as "Workspace Admin in Payments" */
export function roleInPlace(role: RoleKey, placeName: string | null): string {
  return placeName ? `${ROLES[role].label} in ${placeName}` : ROLES[role].label
}

/** @param milliseconds until the end @returns such as "1:04:09", "4:09", "0:00" */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
