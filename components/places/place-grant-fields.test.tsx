import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { termsByRole, type AssignmentTerms } from '@/lib/pim/assignment-terms'
import { PlaceGrantFields, usePlaceGrant, type PlaceGrantDraft } from './place-grant-fields'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 0, 1, 12)

/** What the fields begin with. */
function begun(own: AssignmentTerms | null, held: Parameters<typeof usePlaceGrant>[1] = null): { draft: PlaceGrantDraft; html: string } {
  const giving = { terms: termsByRole(own && { workspace_auditor: own }), now: NOW, zone: 'UTC' }
  let drafted: PlaceGrantDraft | null = null
  function Fields() {
    const draft = usePlaceGrant(giving, held)
    drafted = draft
    return <PlaceGrantFields place="workspace" draft={draft} giving={giving} errors={undefined} />
  }
  const html = renderToStaticMarkup(<Fields />)
  return { draft: drafted!, html }
}
const standing = { role: 'workspace_auditor', kind: 'active', startsAt: NOW - DAY, endsAt: null } as const

describe('a role of a place, as it is being chosen', () => {
  it('is active unless its PIM settings say otherwise, and says why it cannot be eligible', () => {
    const { draft, html } = begun(null)
    expect(draft).toMatchObject({ role: 'workspace_auditor', kind: 'active', endsAt: null, missing: null, same: false })
    expect(html).toContain('PIM is off for Workspace Auditor')
  })

  it('is eligible where nothing else is allowed, for as long as it may last', () => {
    const { draft, html } = begun({ enabled: true, standing: 'no', eligibleSeconds: (30 * DAY) / 1000 })
    expect(draft).toMatchObject({ kind: 'eligible', endsAt: NOW + 30 * DAY, missing: null })
    expect(html).toContain('value="2026-01-31T12:00"')
    expect(html).toContain('is held only as eligible')
  })

  it('waits for an end where active is allowed with one only', () => {
    expect(begun({ enabled: true, standing: 'time_bound', eligibleSeconds: null }).draft).toMatchObject({ kind: 'active', missing: 'Choose when it ends first.' })
  })

  it('held already goes on as it is, whatever is set by now', () => {
    expect(begun({ enabled: true, standing: 'no', eligibleSeconds: null }, standing).draft).toMatchObject({ kind: 'active', endsAt: null, same: true, missing: null })
    expect(begun({ enabled: false, standing: 'yes', eligibleSeconds: null }, { ...standing, kind: 'eligible' }).draft).toMatchObject({ kind: 'eligible', same: true })
  })
})
