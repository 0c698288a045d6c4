import { expect, test } from './fixtures'
import { askedIn, chooseAct, confirmIdentity, expectDone, openPerson } from './helpers/person-page'
import { letterTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

test('[T20] an owner deactivates somebody: their next click lands on sign-in, and Set to Active lets them back', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 401/)
  const [olivia, audrey] = [await as('olivia'), await as('audrey')]
  await audrey.goto('/administrators')
  await openPerson(olivia, tenant, 'audrey')
  const dialog = await chooseAct(olivia, 'Set to Inactive')
  await expect(dialog).toContainText('They cannot sign in any more. 1 session ends at once. 1 role stays and confers nothing until the status is Active again.')
  await dialog.getByRole('button', { name: 'Set to Inactive' }).click()
  await expectDone(olivia, 'Audrey Arnaud is inactive.')
  await expect(olivia.getByText('Inactive', { exact: true }).first()).toBeVisible()
  await audrey.goto('/roles')
  await expect(audrey).toHaveURL(/\/sign-in/)

  await olivia.getByRole('button', { name: 'Set to Active' }).click()
  await askedIn(olivia).getByRole('button', { name: 'Set to Active' }).click()
  await expectDone(olivia, 'Audrey Arnaud is active.')
  await signInByHand(audrey, { tenant: tenant.slug, email: tenant.people.audrey!.email, password: tenant.password })
})

test('deleted, restored, each role decided, active again', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'wanda', 'Roles')
  const deleting = await chooseAct(olivia, 'Set to Deleted')
  await expect(deleting).toContainText('hidden from lists')
  await deleting.getByRole('button', { name: 'Set to Deleted' }).click()
  await expectDone(olivia, 'is deleted and can be restored')
  await olivia.getByRole('button', { name: 'Restore' }).click()
  await expect(askedIn(olivia)).toContainText('2 roles wait for your yes or no each before Set to Active.')
  await askedIn(olivia).getByRole('button', { name: 'Restore' }).click()
  await expectDone(olivia, 'Decide on their roles next')
  const activate = olivia.getByRole('button', { name: 'Set to Active' })
  await expect(activate).toHaveAttribute('aria-disabled', 'true')
  await expect(activate).toHaveAccessibleDescription(/2 restored roles wait for a yes or no/)

  await olivia.getByRole('button', { name: 'Keep Workspace Auditor in Payments' }).click()
  await expect(askedIn(olivia)).toContainText('they gain 3 permissions and lose none')
  await askedIn(olivia).getByRole('button', { name: 'Keep role' }).click()
  await expectDone(olivia, 'keeps Workspace Auditor in Payments')
  await olivia.getByRole('button', { name: 'End Member' }).click()
  await askedIn(olivia).getByRole('button', { name: 'End role' }).click()
  await expectDone(olivia, 'has ended')
  await activate.click()
  await askedIn(olivia).getByRole('button', { name: 'Set to Active' }).click()
  await expectDone(olivia, 'Wanda Wójcik is active.')
  await expect(olivia.getByText('Workspace Auditor in Payments', { exact: true })).toBeVisible()
})

test('deleted for good: only with the address typed, and the audit goes on under a pseudonym', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 404/)
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'vera')
  const dialog = await chooseAct(olivia, 'Delete User')
  const erase = dialog.getByRole('button', { name: 'Delete User' })
  await expect(erase).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox').fill('somebody@else.example')
  await expect(erase).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox').fill(tenant.people.vera!.email)
  const pseudonym = /Erased person [0-9A-F]{4}-[0-9A-F]{4}/.exec((await dialog.textContent())!)![0]
  await erase.click()
  await expectDone(olivia, pseudonym)
  await expect(olivia).toHaveURL(/\/administrators$/)
  // The notice beside it still says whom it was about.
  await expect(olivia.getByRole('main').getByText('Vera Virtanen')).toHaveCount(0)
  await olivia.goto(`/audit?person=${tenant.people.vera!.id}`)
  await expect(olivia.getByText(pseudonym).first()).toBeVisible()
  await expect(olivia.getByText('Vera Virtanen')).toHaveCount(0)
  await olivia.goto(`/administrators/${tenant.people.vera!.id}`)
  await expect(olivia.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('a reset link ends every session and sets a new password; step-up asks in place and goes on', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 401/)
  const [olivia, gus] = [await as('olivia', { fresh: false }), await as('gus')]
  await gus.goto('/roles')
  await openPerson(olivia, tenant, 'gus', 'Security')
  await olivia.getByRole('button', { name: 'Reset Password' }).click()
  await expect(askedIn(olivia)).toContainText('1 session ends at once, whichever you choose.')
  await askedIn(olivia).getByRole('button', { name: 'Send reset link' }).click()
  await confirmIdentity(olivia, tenant.password)
  await expectDone(olivia, 'The reset link is on its way.')
  await gus.goto('/roles')
  await expect(gus).toHaveURL(/\/sign-in/)
  expect((await letterTo(tenant.people.gus!.email, /password/i)).link).toContain('/reset-password')
})

test('must change lets the password work once more; must reset does not', async ({ as, page, tenant, complaints }) => {
  complaints.allow(/status of 401/)
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'rex', 'Security')
  await olivia.getByRole('button', { name: 'Reset Password' }).click()
  await askedIn(olivia).getByRole('radio', { name: 'Must change' }).check()
  await askedIn(olivia).getByRole('button', { name: 'Require a change' }).click()
  await expectDone(olivia, 'must set a new password at the next sign-in')
  await expect(olivia.getByText('Must be changed at the next sign-in')).toBeVisible()
  await signInByHand(page, { tenant: tenant.slug, email: tenant.people.rex!.email, password: tenant.password })
  await expect(page).toHaveURL(/\/new-password/)

  await olivia.getByRole('button', { name: 'Reset Password' }).click()
  await askedIn(olivia).getByRole('radio', { name: 'Must reset' }).check()
  await askedIn(olivia).getByRole('button', { name: 'Require a reset' }).click()
  await expectDone(olivia, 'they must reset it')
  await expect(olivia.getByText('The password must be reset', { exact: true })).toBeVisible()
  await page.goto('/')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('signed out everywhere: by somebody who may do nothing else to a higher role, and never silently', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 401/)
  const [sonia, olivia] = [await as('sonia', { factor: true }), await as('olivia')]
  await olivia.goto('/')
  await openPerson(sonia, tenant, 'olivia', 'Security')
  await sonia.getByRole('button', { name: 'Sign out everywhere' }).first().click()
  await askedIn(sonia).getByRole('button', { name: 'End all sessions' }).click()
  await expectDone(sonia, 'Olivia Okafor is signed out everywhere.')
  await expect(sonia.getByText('Not signed in anywhere')).toBeVisible()
  await olivia.goto('/roles')
  await expect(olivia).toHaveURL(/\/sign-in/)
  await letterTo(tenant.people.olivia!.email, /session|signed out/i)
  await letterTo(tenant.people.oscar!.email, /session|signed out/i)
})

test('one session is ended, the other goes on', async ({ as, tenant, complaints }) => {
  complaints.allow(/status of 401/)
  const [olivia, here, there] = [await as('olivia'), await as('max'), await as('max')]
  await here.goto('/')
  await there.goto('/')
  await openPerson(olivia, tenant, 'max', 'Security')
  await expect(olivia.getByText('2 sessions running now.')).toBeVisible()
  await olivia.getByRole('button', { name: /^End the session of/ }).first().click()
  await askedIn(olivia).getByRole('button', { name: 'End session' }).click()
  await expectDone(olivia, 'The session has ended.')
  await expect(olivia.getByText('1 session running now.')).toBeVisible()
  await Promise.all([here.goto('/roles'), there.goto('/roles')])
  await expect.poll(() => [here.url(), there.url()].filter((url) => url.includes('/sign-in'))).toHaveLength(1)
})

test('locked by failures, unlocked by an administrator; whoever comes second reads that nothing is locked', async ({ as, tenant, backstage }) => {
  await backstage('lockAccount', { email: tenant.people.april!.email, address: '203.0.113.9' })
  const [olivia, adam] = [await as('olivia'), await as('adam')]
  for (const page of [olivia, adam]) {
    await openPerson(page, tenant, 'april')
    await expect(page.getByText('sign-in from 203.0.113.9 is refused')).toBeVisible()
    await page.getByRole('button', { name: 'Unlock' }).click()
  }
  await askedIn(olivia).getByRole('button', { name: 'Unlock' }).click()
  await expectDone(olivia, 'April Adeyemi is unlocked.')
  await expect(olivia.getByText('Sign-in is locked')).toHaveCount(0)
  await askedIn(adam).getByRole('button', { name: 'Unlock' }).click()
  await expect(askedIn(adam).getByRole('alert')).toContainText('This account is not locked.')
})

test('of two who answer for the same session, address or restored role, the second reads that it is done', async ({ as, tenant, backstage }) => {
  const [{ email }, by] = [tenant.people.wanda!, tenant.people.oscar!.email]
  await backstage('plantSession', { email })
  await backstage('changeAddress', { email, to: `new@${tenant.slug}.example` })
  const [olivia, adam] = [await as('olivia'), await as('adam')]
  const both = async (open: (page: typeof olivia) => Promise<void>, verb: string, done: string, says: string) => {
    for (const page of [olivia, adam]) await open(page)
    await askedIn(olivia).getByRole('button', { name: verb }).click()
    await expectDone(olivia, done)
    await askedIn(adam).getByRole('button', { name: verb }).click()
    await expect(askedIn(adam).getByRole('alert')).toContainText(says)
  }
  await both(async (page) => {
    await openPerson(page, tenant, 'wanda', 'Security')
    await page.getByRole('button', { name: /^End the session of/ }).first().click()
  }, 'End session', 'The session has ended.', 'This session has ended already.')
  await both(async (page) => {
    await openPerson(page, tenant, 'wanda')
    await page.getByRole('button', { name: 'Withdraw' }).click()
  }, 'Withdraw', 'The change of address is withdrawn.', 'No change of address is pending.')
  await backstage('changeStatus', { by, email, status: 'deleted' })
  await both(async (page) => {
    await openPerson(page, tenant, 'wanda')
    await page.getByRole('button', { name: 'Restore' }).click()
  }, 'Restore', 'Decide on their roles next', 'Somebody else changed this in the meantime. Nothing was saved.')
  await both(async (page) => {
    await openPerson(page, tenant, 'wanda', 'Roles')
    await page.getByRole('button', { name: 'Keep Member' }).click()
  }, 'Keep role', 'keeps Member', 'Somebody else changed this in the meantime. Nothing was saved.')
})
