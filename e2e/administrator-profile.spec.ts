import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { openListening } from './helpers/open-listening'
import { askedIn, chooseAct, confirmIdentity, expectDone, openPerson } from './helpers/person-page'
import { letterTo } from './helpers/read-mailbox'

const LONG = { givenName: 'Wilhelmina-Maximiliana of the Very Long Names', familyName: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft' }

test('every tab with a long name: axe, 320 px', async ({ as, tenant, backstage }) => {
  test.slow()
  await backstage('renamePerson', { email: tenant.people.max!.email, ...LONG })
  await backstage('lockAccount', { email: tenant.people.max!.email, address: '203.0.113.9' })
  await backstage('plantSession', { email: tenant.people.max!.email })
  const olivia = await as('olivia')
  for (const tab of ['', '/roles', '/security', '/activity']) {
    await olivia.goto(`/administrators/${tenant.people.max!.id}${tab}`)
    await expect(olivia.getByRole('heading', { level: 1 })).toContainText(LONG.givenName)
    await checkPage(olivia)
  }
})

for (const acts of [['Assign role', 'Change name', 'Change address'], ['Reset Password', 'Unlock', 'Sign out everywhere'], ['Set to Inactive', 'Set to Deleted', 'Delete User']]) {
  test(`the dialogs ${acts.join(', ')}: axe, 320 px, long names; Escape leaves everything as it was`, async ({ as, tenant, backstage }) => {
    test.slow()
    await backstage('renamePerson', { email: tenant.people.max!.email, ...LONG })
    await backstage('lockAccount', { email: tenant.people.max!.email, address: '203.0.113.9' })
    await backstage('plantSession', { email: tenant.people.max!.email })
    const before = await backstage('eventsAbout', { email: tenant.people.max!.email })
    const olivia = await as('olivia')
    await olivia.goto(`/administrators/${tenant.people.max!.id}`)
    for (const act of acts) {
      await chooseAct(olivia, act)
      await checkPage(olivia)
      await olivia.keyboard.press('Escape')
      await expect(olivia.locator('dialog[open]')).toHaveCount(0)
    }
    expect(await backstage('eventsAbout', { email: tenant.people.max!.email })).toEqual(before)
  })
}

test('[T48] whoever may only look finds no button; a higher role is out of reach and the button says who could', async ({ as, tenant }) => {
  const [audrey, sam] = [await as('audrey'), await as('sam')]
  for (const tab of ['Overview', 'Roles', 'Security'] as const) {
    await openPerson(audrey, tenant, 'max', tab)
    await expect(audrey.getByRole('main').getByRole('button').filter({ hasNotText: /Copy/ }).and(audrey.locator(':not([aria-label^="Copy"])'))).toHaveCount(0)
  }
  await openPerson(sam, tenant, 'adam')
  await sam.getByRole('button', { name: /^Actions for / }).click()
  for (const act of ['Change name', 'Reset Password', 'Set to Inactive', 'Set to Deleted', 'Delete User']) {
    const item = sam.getByRole('menuitem', { name: act })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText('This person holds Client Admin. Only a Client Owner or Client Admin may do this to them.')
  }
})

test('[T49] who is out of reach does not exist, and who may not see administrators learns nothing of ids', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/status of 404/)
  const other = await backstage('newTenant')
  const [olivia, max] = [await as('olivia'), await as('max')]
  for (const id of [other.people.max!.id, '00000000-0000-0000-0000-000000000000', 'nobody']) {
    await olivia.goto(`/administrators/${id}`)
    await expect(olivia.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  }
  const said = []
  for (const id of [tenant.people.olivia!.id, other.people.max!.id]) {
    await max.goto(`/administrators/${id}/security`)
    await expect(max.getByRole('main')).toContainText('This page is not open to you now')
    said.push(await max.getByRole('main').innerText())
  }
  expect(said[1]).toBe(said[0])
})

test('[T54] two change one name: the second is shown both and keeps what they typed; other open pages follow by themselves', async ({ as, tenant }) => {
  const [olivia, adam, watching] = [await as('olivia'), await as('adam'), await as('oscar')]
  await openListening(watching, `/administrators/${tenant.people.vera!.id}`)
  for (const page of [olivia, adam]) {
    await openPerson(page, tenant, 'vera')
    await page.getByRole('button', { name: 'Change name' }).click()
  }
  await expect(askedIn(olivia).getByRole('button', { name: 'Save name' })).toHaveAccessibleDescription('Change something first.')
  await askedIn(olivia).getByLabel('Last name').fill('Väänänen')
  await askedIn(olivia).getByRole('button', { name: 'Save name' }).click()
  await expectDone(olivia, 'Saved as Vera Väänänen.')
  await expect(watching.getByRole('heading', { level: 1 })).toHaveText('Vera Väänänen')
  await askedIn(adam).getByLabel('First name').fill('Věra')
  await askedIn(adam).getByRole('button', { name: 'Save name' }).click()
  const conflict = askedIn(adam).getByRole('status').filter({ hasText: 'Somebody else changed this person in the meantime. Nothing was saved.' })
  await expect(conflict).toContainText('Vera Väänänen')
  await expect(conflict).toContainText('Věra Virtanen')
  await checkPage(adam)
  await askedIn(adam).getByRole('button', { name: 'Save mine over it' }).click()
  await expectDone(adam, 'Saved as Věra Virtanen.')
  await openPerson(adam, tenant, 'olivia', 'Activity')
  await expect(adam.getByText('changed the profile of').first()).toBeVisible()
})

test('a name that is none is refused at its field, and nothing typed is lost', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'rex')
  const dialog = await chooseAct(olivia, 'Change name')
  await dialog.getByLabel('First name').fill('   ')
  await dialog.getByLabel('Last name').fill('<svg onload=alert(1)> \u{202E}رومیرو 🏰')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expect(dialog.getByRole('alert').first()).toContainText('Write a name.')
  await expect(dialog.getByLabel('Last name')).toHaveValue('<svg onload=alert(1)> \u{202E}رومیرو 🏰')
  await dialog.getByLabel('First name').fill('Rex')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expectDone(olivia, 'Saved as Rex')
  await expect(olivia.getByRole('heading', { level: 1 })).toContainText('<svg onload=alert(1)>')
})

test('another address: taken and impossible ones are refused, a good one waits for its link and can be withdrawn', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'vera')
  const dialog = await chooseAct(olivia, 'Change address')
  for (const [typed, says] of [['nobody', 'Write one e-mail address'], [tenant.people.sam!.email, 'Another administrator has this address.']] as const) {
    await dialog.getByLabel('New address').fill(typed)
    await dialog.getByRole('button', { name: 'Send the link' }).click()
    await expect(dialog.getByRole('alert').first()).toContainText(says)
  }
  const next = `vera.v@${tenant.slug}.example`
  await dialog.getByLabel('New address').fill(next)
  await dialog.getByRole('button', { name: 'Send the link' }).click()
  await expectDone(olivia, `A link is on its way to ${next}.`)
  await expect(olivia.getByText('A new e-mail address waits to be confirmed')).toBeVisible()
  await letterTo(next, /address/i)
  await letterTo(tenant.people.vera!.email, /address/i)
  await olivia.getByRole('button', { name: 'Withdraw' }).click()
  await askedIn(olivia).getByRole('button', { name: 'Withdraw' }).click()
  await expectDone(olivia, 'The change of address is withdrawn.')
  await expect(olivia.getByText('A new e-mail address waits to be confirmed')).toHaveCount(0)
})

test('[T53] demoted while a dialog is open: the action is refused, nothing is done, and the page says why', async ({ as, tenant, complaints }) => {
  complaints.allow(/ERR_FAILED/)
  const [olivia, sam] = [await as('olivia'), await as('sam')]
  // Cut off from what happens elsewhere, so that the page does not close the dialog by itself.
  await sam.route('**/api/live**', (route) => route.abort())
  await openPerson(sam, tenant, 'max')
  const dialog = await chooseAct(sam, 'Set to Inactive')
  await openPerson(olivia, tenant, 'sam', 'Roles')
  await olivia.getByRole('button', { name: 'End Super Admin' }).click()
  await askedIn(olivia).getByRole('button', { name: 'End role' }).click()
  await expectDone(olivia, 'is no longer Super Admin')
  await dialog.getByRole('button', { name: 'Set to Inactive' }).click()
  await expect(sam.getByRole('heading', { name: 'This page is not open to you now' })).toBeVisible()
  await expect(sam.getByText('To see administrators you need a role that you do not hold here')).toBeVisible()
  await openPerson(olivia, tenant, 'max')
  await expect(olivia.getByRole('main').getByText('Active', { exact: true }).first()).toBeVisible()
})

test('somebody else was faster: each dialog says what stands there now', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/ERR_FAILED/)
  const olivia = await as('olivia')
  const [by, { email }] = [tenant.people.oscar!.email, tenant.people.vera!]
  await olivia.route('**/api/live**', (route) => route.abort())
  await openPerson(olivia, tenant, 'vera')
  const resetting = await chooseAct(olivia, 'Reset Password')
  await backstage('changeStatus', { by, email, status: 'inactive' })
  await resetting.getByRole('button', { name: 'Send reset link' }).click()
  await expect(resetting.getByRole('alert')).toContainText('This person is inactive and cannot sign in. Set them to Active first.')
  await olivia.keyboard.press('Escape')
  await backstage('changeStatus', { by, email, status: 'active' })
  await openPerson(olivia, tenant, 'vera')
  const deleting = await chooseAct(olivia, 'Delete User')
  await backstage('changeStatus', { by, email, status: 'inactive' })
  await deleting.getByRole('textbox').fill(email)
  await deleting.getByRole('button', { name: 'Delete User' }).click()
  await expect(deleting.getByRole('alert')).toContainText('Somebody else changed this in the meantime. Nothing was saved.')
  await expect(olivia.getByRole('main').getByText('Inactive', { exact: true }).first()).toBeVisible()
})

test('step-up that is not given does nothing and keeps the dialog; a wrong password can be tried again', async ({ as, tenant }) => {
  const olivia = await as('olivia', { fresh: false })
  await openPerson(olivia, tenant, 'rex')
  const dialog = await chooseAct(olivia, 'Change name')
  await dialog.getByLabel('Last name').fill('Rossi')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await olivia.getByRole('dialog', { name: 'Confirm that it is you' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await expect(dialog.getByLabel('Last name')).toHaveValue('Rossi')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await confirmIdentity(olivia, 'not the password at all')
  await expect(olivia.getByRole('dialog', { name: 'Confirm that it is you' })).toContainText('This is not your password')
  await confirmIdentity(olivia, tenant.password)
  await expectDone(olivia, 'Saved as Rex Rossi.')
})

test('a lost connection: what was typed stays, and the second try has one effect', async ({ as, tenant, complaints }) => {
  complaints.allow(/ERR_|Failed to/)
  const olivia = await as('olivia')
  await openPerson(olivia, tenant, 'rex')
  const dialog = await chooseAct(olivia, 'Change name')
  await dialog.getByLabel('Last name').fill('Rossi')
  await olivia.route('**/administrators/**', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The server did not answer. What you typed is still here; try again.')
  await olivia.unroute('**/administrators/**')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expectDone(olivia, 'Saved as Rex Rossi.')
})
