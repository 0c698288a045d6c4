import { expect, test } from './fixtures'
import { askedIn, chooseAct, confirmIdentity, expectDone, openPerson } from './helpers/person-page'
import { openListening } from './helpers/open-listening'
import { letterTo } from './helpers/read-mailbox'

test('an owner takes a role away: the other’s next request is refused with the sentence that says why', async ({ as, tenant }) => {
  const [olivia, sam] = [await as('olivia'), await as('sam')]
  await sam.goto('/administrators')
  await openPerson(olivia, tenant, 'sam', 'Roles')
  await olivia.getByRole('button', { name: 'End Super Admin' }).click()
  await expect(askedIn(olivia)).toContainText(/From now on they lose \d+ permissions and gain none\./)
  await askedIn(olivia).getByText('Which permissions').click()
  await expect(askedIn(olivia).getByRole('listitem').filter({ hasText: 'Invite administrators' })).toBeVisible()
  await askedIn(olivia).getByRole('button', { name: 'End role' }).click()
  await expectDone(olivia, 'Sam Singh is no longer Super Admin.')
  await expect(olivia.getByText('No role is in force')).toBeVisible()
  await expect(olivia.getByText('Taken away')).toBeVisible()
  await sam.goto('/administrators')
  await expect(sam.getByText('To see administrators you need a role that you do not hold here')).toBeVisible()
  await letterTo(tenant.people.sam!.email, /role/i)
})

test('a role is given: what it changes and which roles should not meet is said before; it works at the next request', async ({ as, tenant }) => {
  const [olivia, audrey] = [await as('olivia', { fresh: false }), await as('audrey')]
  await audrey.goto('/administrators/invite')
  await expect(audrey.getByRole('heading', { name: 'This page is not open to you now' })).toBeVisible()
  await openPerson(olivia, tenant, 'audrey')
  const dialog = await chooseAct(olivia, 'Assign role')
  await expect(dialog.getByRole('button', { name: 'Assign role' })).toHaveAccessibleDescription('Choose a role first.')
  await dialog.getByRole('radio', { name: 'Super Admin' }).check()
  await expect(dialog).toContainText(/From now on they gain \d+ permissions and lose none\./)
  await expect(dialog).toContainText('Auditor and Super Admin should not meet in one person')
  await dialog.getByRole('button', { name: 'Assign role' }).click()
  await confirmIdentity(olivia, tenant.password)
  await expectDone(olivia, 'Audrey Arnaud is Super Admin.')
  await audrey.goto('/administrators/invite')
  await expect(audrey.getByRole('heading', { name: 'This page is not open to you now' })).toHaveCount(0)
})

test('a role of one place is given there and nowhere else, with an end', async ({ as, tenant }) => {
  const adam = await as('adam')
  await openPerson(adam, tenant, 'vera', 'Roles')
  await adam.getByRole('button', { name: 'Assign role' }).last().click()
  const dialog = askedIn(adam)
  await expect(dialog.getByRole('radio', { name: 'Client Owner' })).toBeDisabled()
  await expect(dialog.getByRole('radio', { name: 'Client Owner' })).toHaveAccessibleDescription(/Only a Client Owner may grant, change or revoke Client Owner\./)
  await dialog.getByRole('radio', { name: 'Workspace Admin' }).check()
  await expect(dialog.getByRole('button', { name: 'Assign role' })).toHaveAccessibleDescription('Choose the workspace or organization first.')
  await dialog.getByRole('combobox').fill('led')
  await dialog.getByRole('option', { name: /Ledger/ }).click()
  await dialog.getByRole('button', { name: 'Assign role' }).click()
  await expectDone(adam, 'Vera Virtanen is Workspace Admin in Ledger.')
  await expect(adam.getByText('Workspace Admin in Ledger', { exact: true })).toBeVisible()

  await adam.getByRole('button', { name: 'Change Workspace Admin in Ledger' }).click()
  await expect(askedIn(adam).getByRole('button', { name: 'Save dates' })).toHaveAccessibleDescription('Change a date first.')
  await askedIn(adam).getByLabel(/^Ends/).fill('2020-01-01T10:00')
  await askedIn(adam).getByRole('button', { name: 'Save dates' }).click()
  await expect(askedIn(adam).getByRole('alert').first()).toContainText('The end must lie in the future')
  await askedIn(adam).getByLabel(/^Ends/).fill('2190-01-01T10:00')
  await expect(askedIn(adam)).toContainText(/From 1 Jan 2190, 10:00 they lose \d+ permissions/)
  await askedIn(adam).getByRole('button', { name: 'Save dates' }).click()
  await expectDone(adam, 'is changed')
  await expect(adam.getByText('1 Jan 2190, 10:00')).toBeVisible()
})

test('two change one role: the second is shown both versions, and nothing is lost', async ({ as, tenant }) => {
  const [olivia, oscar] = [await as('olivia'), await as('oscar')]
  for (const page of [olivia, oscar]) {
    await openListening(page, `/administrators/${tenant.people.audrey!.id}/roles`)
    await page.getByRole('button', { name: 'Change Auditor' }).click()
  }
  await askedIn(olivia).getByLabel(/^Ends/).fill('2190-01-01T10:00')
  await askedIn(olivia).getByRole('button', { name: 'Save dates' }).click()
  await expectDone(olivia, 'is changed')
  await askedIn(oscar).getByLabel(/^Ends/).fill('2190-06-01T10:00')
  await askedIn(oscar).getByRole('button', { name: 'Save dates' }).click()
  const conflict = askedIn(oscar).getByRole('status').filter({ hasText: 'Somebody else changed this role in the meantime. Nothing was saved.' })
  await expect(conflict).toContainText('until 1 Jan 2190, 10:00')
  await expect(conflict).toContainText('until 1 Jun 2190, 10:00')
  await askedIn(oscar).getByRole('button', { name: 'Save mine over it' }).click()
  await expectDone(oscar, 'is changed')
  await expect(olivia.getByText('1 Jun 2190, 10:00')).toBeVisible()
})

test('of two who end or give the same role, the second reads what happened', async ({ as, tenant }) => {
  const [olivia, oscar] = [await as('olivia'), await as('oscar')]
  for (const page of [olivia, oscar]) {
    await openPerson(page, tenant, 'gus', 'Roles')
    await page.getByRole('button', { name: 'End Governance Operator' }).click()
  }
  await askedIn(olivia).getByRole('button', { name: 'End role' }).click()
  await expectDone(olivia, 'is no longer')
  await askedIn(oscar).getByRole('button', { name: 'End role' }).click()
  await expect(askedIn(oscar).getByRole('alert')).toContainText('This role has been ended already, or is out of your reach.')

  for (const page of [olivia, oscar]) {
    await openPerson(page, tenant, 'gus', 'Roles')
    const dialog = await chooseAct(page, 'Assign role')
    await dialog.getByRole('radio', { name: 'Approver' }).check()
  }
  await askedIn(olivia).getByRole('button', { name: 'Assign role' }).click()
  await expectDone(olivia, 'Gus Grant is Approver.')
  await askedIn(oscar).getByRole('button', { name: 'Assign role' }).click()
  await expect(askedIn(oscar).getByRole('alert')).toContainText('They hold Approver at that time already.')
})

test('[T52] the last usable owner stays: the button says so, and giving up one’s own works only while another is left', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'oscar', 'Roles')
  await olivia.getByRole('button', { name: 'End Client Owner' }).click()
  await askedIn(olivia).getByRole('button', { name: 'End role' }).click()
  await expectDone(olivia, 'Oscar Ortega is no longer Client Owner.')
  await openPerson(olivia, tenant, 'olivia', 'Roles')
  await expect(olivia.getByText('The only usable Client Owner')).toBeVisible()
  await expect(olivia.getByRole('button', { name: 'Give up Client Owner' })).toHaveAccessibleDescription('This would leave the tenant without a usable Client Owner. Make another administrator a Client Owner first.')
})

test('one’s own role is given up, and nothing else of one’s own is to be done here', async ({ as, tenant }) => {
  const oscar = await as('oscar')
  await openPerson(oscar, tenant, 'oscar', 'Roles')
  await expect(oscar.getByText('This is you')).toBeVisible()
  for (const button of await oscar.getByRole('button', { name: 'Assign role' }).all()) await expect(button).toHaveAccessibleDescription('You cannot do this to yourself. Another administrator can.')
  await oscar.getByRole('button', { name: 'Give up Client Owner' }).click()
  await expect(askedIn(oscar)).toContainText('you cannot give it back to yourself')
  await askedIn(oscar).getByRole('button', { name: 'Give up role' }).click()
  await expect(oscar.getByRole('heading', { name: 'This page is not open to you now' })).toBeVisible()
})
