import { expect, test } from './fixtures'
import { openListening } from './helpers/open-listening'
import { checkPage } from './helpers/check-page'

test('an owner renames the tenant, says something on its sign-in page and leaves Client Admin to the owners; a Client Admin sees why they may not', async ({ as, page, tenant }) => {
  const [olivia, adam] = [await as('olivia'), await as('adam')]
  await olivia.goto('/')
  await olivia.getByRole('link', { name: 'Tenant settings', exact: true }).click()
  await olivia.getByRole('textbox', { name: 'Name' }).fill('Acme & Töchter')
  await olivia.getByRole('button', { name: 'Save name' }).click()
  await expect(olivia.getByRole('complementary').getByText('Acme & Töchter')).toBeVisible()
  // All settings have one version: what was just saved is nobody else's change.
  await olivia.getByRole('textbox', { name: /^Notice/ }).fill('Closed on Sunday.')
  await olivia.getByRole('button', { name: 'Save notice' }).click()
  await expect(olivia.getByRole('region', { name: 'Notices' })).toContainText('Notice saved.')
  await page.goto(`/sign-in/${tenant.slug}`)
  await expect(page.getByText('Closed on Sunday.')).toBeVisible()
  await openListening(adam, '/settings')
  await expect(adam.getByText('The link of an invitation works for 72 hours (3 days).')).toBeVisible()
  await expect(adam.getByRole('switch')).toBeDisabled()
  await expect(adam.getByText('To change who may assign roles you need a role that you do not hold here: Client Owner.')).toBeVisible()
  await olivia.getByRole('switch').click()
  await expect(olivia.getByRole('alertdialog')).toContainText('1 Client Admin can no longer grant, change or end Client Admin')
  await checkPage(olivia)
  await olivia.getByRole('button', { name: 'Leave it to the owners' }).click()
  await expect(olivia.getByRole('switch')).toBeChecked()
  await expect(adam.getByRole('switch')).toBeChecked()
})
