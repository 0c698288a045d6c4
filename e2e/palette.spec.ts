import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { openListening } from './helpers/open-listening'

test('by keyboard alone: ⌘K, a person, a place, a page, an action', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openListening(olivia)
  const field = olivia.getByRole('combobox', { name: 'Go to or do' })
  const find = async (words: string, option: RegExp) => {
    await olivia.keyboard.press('ControlOrMeta+k')
    await expect(field).toBeFocused()
    await olivia.keyboard.type(words)
    await expect(olivia.getByRole('option', { name: option, selected: true })).toBeVisible()
  }
  await find('ahlb', /Adam Ahlberg/)
  await checkPage(olivia)
  await olivia.keyboard.press('Enter')
  await expect(olivia).toHaveURL(`/administrators/${tenant.people.adam!.id}`)
  await find('ledg', /Ledger/)
  await olivia.keyboard.press('Enter')
  await expect(olivia).toHaveURL('/workspaces/ledger')
  await find('audit', /^Audit/)
  await olivia.keyboard.press('Enter')
  await expect(olivia).toHaveURL('/audit')
  await find('can th', /Can they\?/)
  await olivia.keyboard.press('Enter')
  await expect(olivia).toHaveURL('/roles/can-they')
  await olivia.keyboard.press('ControlOrMeta+k')
  await olivia.keyboard.press('Escape')
  await expect(field).toBeHidden()
})

test('T49 finds only what is within reach: a workspace’s own administrator meets neither people nor the other workspace', async ({ as, complaints }) => {
  complaints.allow(/status of 40[03]/)
  const max = await as('max')
  await openListening(max)
  await max.keyboard.press('ControlOrMeta+k')
  await expect(max.getByRole('combobox', { name: 'Go to or do' })).toBeFocused()
  await max.keyboard.type('ledger')
  await expect(max.getByText('Nothing by that name within your reach.')).toBeVisible()
  await max.getByRole('combobox', { name: 'Go to or do' }).fill('pay')
  await expect(max.getByRole('option')).toHaveText([/^Payments/])
  await max.getByRole('combobox', { name: 'Go to or do' }).fill('invite')
  await expect(max.getByRole('option')).toHaveCount(0)
  const people = await max.request.get('/api/search/administrators?q=adam')
  expect(people.status()).toBe(403)
  expect((await max.request.get('/api/search/administrators?q=adam&q=eve')).status()).not.toBe(200)
})

test('T49 people are found by part of a name or an address in any script, never those of another tenant', async ({ as, tenant, backstage }) => {
  const olivia = await as('olivia')
  const other = await backstage('newTenant')
  await backstage('invite', { by: tenant.people.olivia!.email, email: `mei@${tenant.slug}.example`, givenName: '美玲', familyName: 'Łuczak' })
  const found = async (words: string) => {
    const answer = await olivia.request.get('/api/search/administrators', { params: { q: words } })
    return ((await answer.json()) as { items: { label: string }[] }).items.map(({ label }) => label)
  }
  expect(await found('kafo')).toEqual(['Olivia Okafor'])
  expect(await found('美')).toEqual(['美玲 Łuczak'])
  expect(await found('wojcik')).toEqual(['Wanda Wójcik'])
  expect(await found('OL')).toContain('Olivia Okafor')
  expect(await found(other.slug)).toEqual([])
  expect(await found('%')).toEqual([])
  expect((await found('')).length).toBe(8)
})
