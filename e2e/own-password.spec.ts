import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { notice } from './helpers/notice'
import { letterTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

const NEXT = 'a lantern beside seven quiet rivers'

test('another password: judged as one types, the other sessions end, the person is told', async ({ as, page, tenant, complaints }) => {
  // The page of an ended session is told by its stream, and asks once more.
  complaints.allow(/status of 401/)
  const { email } = tenant.people.rex!
  const [rex, other] = [await as('rex'), await as('rex')]
  await rex.goto('/account/password')
  const [current, next] = [rex.getByLabel('Current password', { exact: true }), rex.getByLabel('New password', { exact: true })]
  const save = rex.getByRole('button', { name: 'Change password' })
  await next.fill('Rex Romero')
  await expect(rex.getByText('Use at least 15 characters. This has 10.')).toBeVisible()
  await expect(rex.getByText('little more than a name or an address')).toBeVisible()
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await checkPage(rex)
  await next.fill(NEXT)
  await expect(rex.getByText('It meets the policy.')).toBeVisible()
  await checkPage(rex)
  await current.fill('not the one until now')
  await save.click()
  await expect(rex.getByRole('main').getByRole('alert')).toContainText('This is not your password')
  await expect(next).toHaveValue(NEXT)
  await current.fill(tenant.password)
  await save.click()
  await expect(notice(rex, 'Your password is changed.')).toBeVisible()
  await expect(next).toHaveValue('')
  await rex.reload()
  await expect(rex).toHaveURL('/account/password')
  await other.goto('/account')
  await expect(other).toHaveURL(/\/sign-in/)
  await letterTo(email, /was changed/)
  await signInByHand(page, { tenant: tenant.slug, email, password: NEXT })
})

test('what only the server knows, a password used before, is said at the field', async ({ as, tenant }) => {
  const rex = await as('rex')
  await rex.goto('/account/password')
  await rex.getByLabel('Current password', { exact: true }).fill(tenant.password)
  for (const password of [NEXT, NEXT]) {
    await rex.getByLabel('New password', { exact: true }).fill(password)
    await rex.getByRole('button', { name: 'Change password' }).click()
    await expect(rex.getByRole('button', { name: 'Change password' })).not.toHaveAttribute('aria-busy')
    await rex.getByLabel('Current password', { exact: true }).fill(NEXT)
  }
  await expect(rex.getByRole('main').getByRole('alert')).toContainText('You have used this password before.')
  await expect(rex.getByLabel('New password', { exact: true })).toHaveAttribute('aria-invalid', 'true')
})

test('a session that owes a new password is led there from every page, reads nothing, and goes on to the page asked for', async ({ as }) => {
  const olivia = await as('olivia', { owes: 'new_password' })
  for (const path of ['/', '/account', '/account/sessions', '/account/roles', '/account/password', '/administrators', '/audit', '/workspaces', '/roles']) {
    await olivia.goto(path)
    await expect(olivia).toHaveURL(path === '/' ? '/new-password' : `/new-password?next=${encodeURIComponent(path)}`)
    await expect(olivia.getByRole('heading', { level: 1 })).toHaveText('Set a new password')
  }
  expect((await olivia.request.get('/api/account/sessions')).status()).toBe(403)
  await olivia.goto('/account/roles')
  const field = olivia.getByLabel('New password', { exact: true })
  await field.fill('Olivia Okafor')
  await expect(olivia.getByText('little more than a name or an address')).toBeVisible()
  await checkPage(olivia)
  await field.fill(NEXT)
  await olivia.getByRole('button', { name: 'Set password and go on' }).click()
  await expect(olivia).toHaveURL('/account/roles')
  await expect(olivia.getByRole('main')).toContainText('Client Owner')
  await olivia.goto('/new-password?next=https://evil.example')
  await expect(olivia).toHaveURL('/')
})

test('whoever owes a new password may leave instead', async ({ as, tenant }) => {
  const rex = await as('rex', { owes: 'new_password' })
  await rex.goto('/account')
  await rex.getByRole('button', { name: 'Sign out' }).click()
  await expect(rex).toHaveURL(`/sign-in/${tenant.slug}`)
})
