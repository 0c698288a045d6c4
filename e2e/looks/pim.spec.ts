import { expect, test } from '../fixtures'
import { checkPage } from '../helpers/check-page'

// Looked at closely, each takes axe in light, dark and at 320 px: that takes its time where others work.
test.slow()

test('what an owner decides and sets: the queue, all requests, one of them, role settings with own values, alerts, the MFA policy, break-glass accounts', async ({ as, tenant, backstage }) => {
  const { email } = tenant.people.adam!
  await backstage('setRoleSettings', { email, role: 'super_admin', approvals: 2, standing: 'time_bound', ticket: 'text', mailExtra: ['watch@acme.example'] })
  const { id } = await backstage('newRequest', { tenantId: tenant.id })
  await backstage('newBreakGlassUse', { tenantId: tenant.id })
  const olivia = await as('olivia', { factor: true })
  for (const [address, heading] of [
    ['/pim/approvals', 'PIM'], ['/pim/all-requests', 'PIM'], [`/pim/requests/${id}`, 'Requester'], ['/pim/role-settings', 'PIM'], ['/pim/role-settings/super_admin', 'Super Admin'], ['/pim/alerts', 'PIM'], ['/mfa-policy', 'MFA policy'], ['/break-glass', 'Break-glass'],
  ] as const) {
    await olivia.goto(address)
    await expect(olivia.getByRole('heading', { level: 1 })).toContainText(heading)
    await checkPage(olivia)
  }
})

test('what everyone has of PIM: roles of one’s own, asking for one, what one has asked for, second factors', async ({ as, tenant, backstage }) => {
  const { email } = tenant.people.adam!
  await backstage('addEligible', { email, role: 'super_admin' })
  await backstage('addEligible', { email, role: 'requester' })
  await backstage('setRoleSettings', { email, role: 'requester', enabled: true, approvals: 1, mfa: false })
  const adam = await as('adam', { factor: true })
  await adam.goto('/pim')
  await expect(adam.getByRole('button', { name: 'Activate Super Admin' })).toBeVisible()
  await checkPage(adam)
  await adam.getByRole('button', { name: 'Activate Requester' }).click()
  const asking = adam.getByRole('dialog', { name: 'Activate Requester' })
  await expect(asking.getByText(/Needs 1 approval.*can decide now/)).toBeVisible()
  await checkPage(adam)
  await asking.getByRole('textbox', { name: 'Why' }).fill('Add the new workspace for the audit')
  await asking.getByRole('button', { name: 'Ask to activate' }).click()
  await expect(asking).toBeHidden()
  await adam.goto('/pim/requests')
  await checkPage(adam)
  await adam.getByRole('main').getByRole('link', { name: /Requester/ }).first().click()
  await expect(adam.getByRole('heading', { level: 1 })).toContainText('Requester')
  await checkPage(adam)
  await adam.goto('/account/factors')
  await checkPage(adam)
})
