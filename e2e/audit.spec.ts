import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'

test('narrowed by who did it, to whom and where, each found by name and shown by name, and taken along as JSONL', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/policy: .*\/api\/audit\/export/)
  const { olivia: owner, adam, rex, vera } = tenant.people
  for (const [by, whom] of [[adam, vera], [adam, rex], [owner, rex]] as const) await backstage('changeStatus', { by: by!.email, email: whom!.email, status: by === owner ? 'active' : 'inactive' })
  const olivia = await as('olivia')
  await olivia.goto('/audit')
  const events = olivia.getByRole('table', { name: 'Events' }).getByRole('row')
  const about = (name: string) => events.filter({ hasText: `changed the status of ${name}` })
  await expect(about('Rex Romero')).toHaveCount(2)

  await olivia.getByRole('button', { name: 'Person', exact: true }).click()
  await olivia.getByRole('combobox', { name: 'Who did it' }).fill('ahlb')
  await olivia.getByRole('option', { name: /Adam Ahlberg/ }).click()
  await expect(about('Rex Romero')).toHaveCount(1)
  await expect(about('Vera Virtanen')).toHaveCount(1)
  await olivia.getByRole('combobox', { name: 'To whom it was done' }).fill('vera')
  await olivia.getByRole('option', { name: /Vera Virtanen/ }).click()
  await expect(about('Rex Romero')).toHaveCount(0)
  await expect(events).toHaveCount(2)
  await checkPage(olivia)
  await olivia.keyboard.press('Escape')

  await olivia.reload()
  await expect(olivia.getByRole('button', { name: 'Remove filter By: Adam Ahlberg' })).toBeVisible()
  await olivia.getByRole('button', { name: 'Remove filter About: Vera Virtanen' }).click()
  await expect(about('Rex Romero')).toHaveCount(1)

  const download = olivia.waitForEvent('download')
  await olivia.getByRole('button', { name: 'Export' }).click()
  await olivia.getByRole('menuitem', { name: /As JSONL/ }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/-audit-\d{4}-\d\d-\d\d\.jsonl$/)
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer)
  const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { actor: string; affected: string; after: unknown })
  expect(lines.map(({ actor, affected, after }) => ({ actor, affected, after }))).toEqual(['Vera Virtanen', 'Rex Romero'].map((affected) => ({ actor: 'Adam Ahlberg', affected, after: expect.objectContaining({ status: 'inactive' }) })))

  await olivia.getByRole('button', { name: 'Place', exact: true }).click()
  await olivia.getByRole('combobox', { name: 'Workspace or organization' }).fill('ledg')
  await olivia.getByRole('option', { name: /Ledger/ }).click()
  await expect(olivia.getByRole('button', { name: 'Remove filter In: Ledger' })).toBeVisible()
  await expect(olivia.getByText('No event fits these filters')).toBeVisible()
})

test('[T49] whoever sees no administrators finds nobody by a filter, and meets no name in a chip', async ({ as, tenant }) => {
  const wanda = await as('wanda')
  await wanda.goto(`/audit?actor=${tenant.people.adam!.id}&affected=${tenant.people.vera!.id}&place=workspace:${tenant.workspaces.ledger}`)
  await expect(wanda.getByRole('button', { name: 'Remove filter By: One person' })).toBeVisible()
  await expect(wanda.getByRole('button', { name: 'Remove filter About: One person' })).toBeVisible()
  await expect(wanda.getByRole('button', { name: 'Remove filter In: One workspace' })).toBeVisible()
  await expect(wanda.getByRole('button', { name: 'Person', exact: true })).toHaveCount(0)
  await expect(wanda.getByText(/Adam|Ahlberg|Vera|Ledger/)).toHaveCount(0)
})
