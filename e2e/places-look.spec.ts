import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'

// Looked at closely, each takes axe in light, dark and at 320 px: that takes its time where others work.
test.slow()

test('the lists and forms of places pass axe and fit 320 px', async ({ as }) => {
  const bea = await as('bea')
  await bea.goto('/organizations')
  await checkPage(bea)
  await bea.goto('/organizations/new')
  await bea.getByRole('textbox', { name: 'Name', exact: true }).fill('Contoso')
  await bea.getByRole('textbox', { name: 'Domains' }).fill('http://contoso')
  await bea.getByRole('button', { name: 'Onboard organization' }).click()
  await expect(bea.getByRole('alert').filter({ hasText: 'is not a domain' })).toBeFocused()
  await checkPage(bea)
  await bea.goto('/organizations/northwind/settings')
  await checkPage(bea)
})

test('a workspace’s pages and dialogs pass axe and fit 320 px', async ({ as }) => {
  const olivia = await as('olivia')
  await olivia.goto('/workspaces/payments')
  await checkPage(olivia)
  await olivia.goto('/workspaces/payments/settings')
  await olivia.getByRole('button', { name: 'Delete workspace' }).click()
  await olivia.getByRole('alertdialog').waitFor()
  await checkPage(olivia)
})

test('a place’s administrators pass axe and fit 320 px', async ({ as }) => {
  const [max, wanda] = [await as('max'), await as('wanda')]
  await wanda.goto('/workspaces/payments/settings/administrators')
  await checkPage(wanda)
  await max.goto('/workspaces/payments/settings/administrators')
  await max.getByRole('button', { name: 'Invite Admin' }).click()
  await max.getByRole('dialog').waitFor()
  await checkPage(max)
})
