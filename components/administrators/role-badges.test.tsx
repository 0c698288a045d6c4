import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { ListedActivation, ListedGrant } from '@/lib/administrators/list-data'
import { RoleBadges } from './role-badges'

const NOW = Date.UTC(2026, 0, 1, 12)
const running = (placeName: string | null, minutes: number): ListedActivation => ({ id: `${placeName} ${minutes}`, startsAt: NOW - 1, endsAt: NOW + minutes * 60_000, placeName })
const grant = (more: Partial<ListedGrant>): ListedGrant => ({ id: 'g', role: 'super_admin', scope: { type: 'tenant' }, kind: 'eligible', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: more.running?.[0] ?? null, placeName: null, running: [], ...more })
const drawn = (one: ListedGrant, { mfaGraceUntil = null as number | null, roles = [] as ListedGrant['role'][] } = {}) => {
  const html = renderToStaticMarkup(<RoleBadges grants={[one]} factorEnrolledAt={null} mfaGraceUntil={mfaGraceUntil} mfa={{ everyone: false, roles }} now={NOW} zone="UTC" />)
  return { words: html.replaceAll(/<[^>]+>/g, ''), tip: /data-tip="([^"]*)"/.exec(html)?.[1] }
}

describe('the badge of a role in the list', () => {
  it('says where an activation counts that is narrower than the role, and until when', () => {
    expect(drawn(grant({})).words).toBe('Super Admin· eligible')
    expect(drawn(grant({ running: [running(null, 30)] }))).toMatchObject({ words: 'Super Admin· activated', tip: expect.stringMatching(/^Super Admin: activated until .*12:30/) as string })
    expect(drawn(grant({ running: [running('Payments', 30)] }))).toMatchObject({ words: 'Super Admin· activated in Payments', tip: expect.stringContaining('activated in Payments until') as string })
    expect(drawn(grant({ running: [running('Northwind', 60), running('Payments', 30)] }))).toMatchObject({ words: 'Super Admin· activated in 2 places', tip: expect.stringMatching(/in Northwind until .*, in Payments until/) as string })
    expect(drawn(grant({ running: [running(null, 30), running('Payments', 60)] })).words).toBe('Super Admin· activated')
  })

  it('does not hold a missing factor against somebody whose grace runs', () => {
    const held = grant({ kind: 'active' })
    expect(drawn(held, { roles: ['super_admin'] }).words).toBe('Super Admin· no factor')
    expect(drawn(held, { roles: ['super_admin'], mfaGraceUntil: NOW + 1 }).words).toBe('Super Admin')
    expect(drawn(held, { roles: ['super_admin'], mfaGraceUntil: NOW }).words).toBe('Super Admin· no factor')
  })
})
