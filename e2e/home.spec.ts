import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'

test('Home shows what is in force, what waits and where one may go, and leads there', async ({ as, tenant, backstage }) => {
  await backstage('invite', { by: tenant.people.oscar!.email, email: `new@${tenant.slug}.example` })
  const olivia = await as('olivia')
  await olivia.goto('/')
  const roles = olivia.getByRole('region', { name: 'Roles you hold' })
  await expect(roles.getByRole('listitem')).toHaveText([/^Client Owner.*In force/s])
  await expect(olivia.getByRole('region', { name: 'Where you can go' }).getByRole('link')).toContainText(['Administrators', 'Roles', 'Workspaces', 'Organizations', 'Audit', 'My account'])
  await checkPage(olivia)
  await olivia.getByRole('region', { name: 'What waits for you' }).getByRole('link', { name: 'See who' }).click()
  await expect(olivia).toHaveURL('/administrators?invitation=pending')
  await expect(olivia.getByRole('row', { name: new RegExp(`new@${tenant.slug}`) })).toBeVisible()
})

test('a role that is not in force says why, and opens nothing', async ({ as }) => {
  const sonia = await as('sonia')
  await sonia.goto('/')
  const roles = sonia.getByRole('region', { name: 'Roles you hold' })
  await expect(roles).toContainText('You hold one role, and it is not in force now.')
  await expect(roles.getByRole('listitem')).toContainText(['Your Client Security Admin role counts only with a second factor, and none is enrolled.'])
  await expect(sonia.getByRole('region', { name: 'Where you can go' }).getByRole('link')).toContainText(['Roles', 'My account'])
  await expect(sonia.getByRole('banner')).toContainText('No role in force')
})

test('somebody of one workspace sees their role with its place, and the sections it opens', async ({ as }) => {
  const wanda = await as('wanda')
  await wanda.goto('/')
  await expect(wanda.getByRole('region', { name: 'Roles you hold' }).getByRole('listitem')).toHaveText([/^Member/, /^Workspace Auditor in Payments/])
  await expect(wanda.getByRole('region', { name: 'What waits for you' })).toContainText('Nothing waits for you.')
  await expect(wanda.getByRole('region', { name: 'Where you can go' }).getByRole('link')).toContainText(['Roles', 'Workspaces', 'Audit', 'My account'])
})

test('T48 a menu in which something is off leads to the question behind it', async ({ as, tenant }) => {
  const adam = await as('adam')
  await adam.goto(`/administrators/${tenant.people.olivia!.id}`)
  await adam.getByRole('button', { name: 'Actions for Olivia Okafor' }).click()
  await expect(adam.getByRole('menuitem', { name: /^Delete User/ })).toContainText('This person holds Client Owner. Only a Client Owner may do this to them.')
  await adam.getByRole('menuitem', { name: 'What your roles allow' }).click()
  await expect(adam.getByRole('heading', { level: 2, name: /^No, you cannot .* when it is about Olivia Okafor$/ })).toBeVisible()
  await expect(adam.getByText('The person it is about holds Client Owner. Only Client Owner may do this to them.')).toBeVisible()
})
