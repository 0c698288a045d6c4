import { expect, test } from './fixtures'
import { openListening } from './helpers/open-listening'
import { letterTo } from './helpers/read-mailbox'

const PAYMENTS = '/workspaces/payments/settings/administrators'

test('a Workspace Admin invites somebody new and somebody the tenant knows, and learns nothing of either', async ({ as, tenant }) => {
  const max = await as('max')
  const unknown = `newcomer@${tenant.slug}.elsewhere.example`
  const known = tenant.people.audrey!
  await max.goto(PAYMENTS)
  for (const address of [unknown, known.email]) {
    await max.getByRole('button', { name: 'Invite Admin' }).click()
    const dialog = max.getByRole('dialog', { name: 'Invite an administrator to Payments' })
    await dialog.getByLabel('E-mail address').fill(address)
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect(max.getByRole('row', { name: new RegExp(address) })).toContainText('Pending')
  }
  await expect(max.getByText('4 roles, 2 pending')).toBeVisible()
  await expect(max.locator('main')).not.toContainText(known.name)
  const row = (address: string) => max.getByRole('row', { name: new RegExp(address) })
  // When each was invited is the one difference there may be.
  const told = async (address: string) => (await row(address).innerText()).replace(address, '').replace(/just now|\d+ min ago/, 'then')
  expect(await told(known.email)).toBe(await told(unknown))
  await letterTo(unknown, /invitation to/)
  await letterTo(known.email, /granted a role/)

  await row(known.email).getByRole('button', { name: /Actions/ }).click()
  await max.getByRole('menuitem', { name: 'Revoke' }).click()
  await max.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(row(known.email)).toHaveCount(0)
})

test('changes and removals count at once, also for whoever has the place open', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 404/)
  const [max, wanda] = [await as('max'), await as('wanda')]
  await openListening(wanda, PAYMENTS)
  await expect(wanda.getByRole('button', { name: 'Invite Admin' })).toHaveAttribute('aria-disabled', 'true')
  await max.goto(PAYMENTS)
  const row = max.getByRole('row', { name: new RegExp(tenant.people.wanda!.email) })
  await row.getByRole('button', { name: /Actions/ }).click()
  await max.getByRole('menuitem', { name: 'Change role, access or end' }).click()
  await max.getByRole('radio', { name: 'Workspace Admin' }).check()
  await max.getByRole('button', { name: 'Change role' }).click()
  await expect(row).toContainText('Workspace Admin')
  await expect(wanda.getByRole('button', { name: 'Invite Admin' })).not.toHaveAttribute('aria-disabled', 'true')

  await row.getByRole('button', { name: /Actions/ }).click()
  await max.getByRole('menuitem', { name: 'Remove' }).click()
  await max.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(row).toHaveCount(0)
  await expect(wanda.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('a Workspace Auditor reads, is told why nothing can be changed, and may give up their own role', async ({ as, tenant }) => {
  const wanda = await as('wanda')
  await wanda.goto(PAYMENTS)
  const invite = wanda.getByRole('button', { name: 'Invite Admin' })
  await expect(invite).toHaveAttribute('aria-disabled', 'true')
  await expect(invite).toHaveAccessibleDescription(/you need a role that you do not hold here/)
  await expect(wanda.getByRole('listitem').filter({ hasText: 'Client Owner' })).toContainText('2 people')
  await expect(wanda.locator('main')).not.toContainText(tenant.people.olivia!.name)
  await wanda.getByRole('row', { name: new RegExp(tenant.people.max!.email) }).getByRole('button', { name: /Actions/ }).click()
  await expect(wanda.getByRole('menuitem', { name: /Remove/ })).toHaveAttribute('aria-disabled', 'true')
  await wanda.keyboard.press('Escape')
  await wanda.goto('/workspaces/payments/settings')
  await expect(wanda.getByRole('button', { name: 'Delete workspace' })).toHaveAttribute('aria-disabled', 'true')
  await expect(wanda.getByLabel('Name', { exact: true })).toHaveCount(0)
  await wanda.goto(PAYMENTS)
  await wanda.getByRole('row', { name: new RegExp(tenant.people.wanda!.email) }).getByRole('button', { name: /Actions/ }).click()
  await wanda.getByRole('menuitem', { name: 'Give up this role' }).click()
  await wanda.getByRole('alertdialog').getByRole('button', { name: 'Give up role' }).click()
  await expect(wanda).toHaveURL(/\/$/)
  await expect(wanda.getByRole('link', { name: 'Workspaces' })).toHaveCount(0)
})

test('an owner picks somebody who is here already, and sees who reaches in by name', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await olivia.goto(PAYMENTS)
  await expect(olivia.getByRole('listitem').filter({ hasText: 'Client Owner' })).toContainText(tenant.people.oscar!.name)
  await olivia.getByRole('button', { name: 'Invite Admin' }).click()
  const dialog = olivia.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Somebody who is here already' }).check()
  await dialog.getByRole('combobox').fill('rex')
  await olivia.getByRole('option', { name: new RegExp(tenant.people.rex!.name) }).click()
  await dialog.getByRole('button', { name: 'Assign role' }).click()
  await expect(olivia.getByRole('row', { name: new RegExp(tenant.people.rex!.email) })).toContainText('Standing')
})
