import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { openListening } from './helpers/open-listening'
import { letterTo } from './helpers/read-mailbox'

test('a break-glass account is marked, its use alarms the other owners at once, and the review of another closes it', async ({ as, page, tenant, backstage }) => {
  const { olivia: own, oscar: other } = tenant.people
  const olivia = await as('olivia')
  await olivia.goto('/break-glass')
  await olivia.getByRole('listitem').filter({ hasText: other!.email }).getByRole('button', { name: 'Mark as break-glass' }).click()
  await olivia.getByRole('alertdialog').getByRole('button', { name: 'Mark as break-glass' }).click()
  await expect(olivia.getByText('Break-glass since')).toBeVisible()
  await openListening(olivia)
  await expect(olivia.getByText('Nothing waits for you.')).toBeVisible()

  const { secret } = await backstage('enrolFactors', { email: other!.email })
  await page.goto(`/sign-in/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(other!.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('Code of your authenticator app').fill(await backstage('codeOf', { secret }))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('You are using a break-glass account.')).toBeVisible()
  await page.goto('/break-glass')
  await expect(page.getByRole('button', { name: 'Review' })).toHaveAccessibleDescription(/Another Client Owner reviews it/)

  await expect(olivia.getByText('A use of a break-glass account waits for its review.')).toBeVisible()
  await letterTo(own!.email, /break-glass/i)
  await olivia.getByRole('link', { name: 'Review it' }).click()
  await checkPage(olivia)
  await olivia.getByRole('button', { name: 'Review' }).click()
  const dialog = olivia.getByRole('alertdialog')
  await dialog.getByLabel('What it was for').fill('The connection was away for an hour. He restored it and changed nothing else.')
  await dialog.getByRole('button', { name: 'Close the review' }).click()
  await expect(olivia.getByText('Reviewed', { exact: true })).toBeVisible()
  await expect(olivia.getByText('waits for its review')).toHaveCount(0)
  await expect(page.getByText('You are using a break-glass account.')).toBeVisible()

  await olivia.goto(`/administrators/${other!.id}/security`)
  await expect(olivia.getByText('Break-glass account since')).toBeVisible()
  await expect(olivia.getByRole('listitem').filter({ hasText: 'Authenticator app' })).toContainText(/last used (just now|\d+ min ago)/)
})
