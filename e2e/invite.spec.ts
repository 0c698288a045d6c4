import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo, lettersTo } from './helpers/read-mailbox'

const PASSWORD = 'a lantern, two boats and some rope'

test('an owner invites two people, one by CSV; they open the mail, activate, and work within exactly their role', async ({ as, page, browser, tenant, backstage }) => {
  test.slow()
  const [pia, quinn] = [`pia@${tenant.slug}.example`, `quinn@${tenant.slug}.example`]
  const olivia = await as('olivia', { fresh: false })

  await test.step('by hand: a Member who administers Payments; step-up asks once, in place', async () => {
    await olivia.goto('/administrators/invite')
    await olivia.getByLabel('E-mail').fill(pia)
    await olivia.getByLabel('First name').fill('Pia')
    await olivia.getByLabel('Last name').fill('Ångström')
    await olivia.getByRole('radio', { name: 'Member' }).check()
    await olivia.getByRole('combobox', { name: 'Workspace or organization' }).fill('Pay')
    await olivia.getByRole('option', { name: /Payments/ }).click()
    await expect(olivia.getByText('As Workspace Admin in Payments:')).toBeVisible()
    await olivia.getByRole('button', { name: 'Invite', exact: true }).click()
    await olivia.getByLabel('Password', { exact: true }).fill(tenant.password)
    await olivia.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click()
    await expect(olivia.getByRole('heading', { name: `${pia} is invited` })).toBeFocused()
  })

  await test.step('by CSV: an Auditor, one line among three', async () => {
    await olivia.getByRole('button', { name: 'Invite another' }).click()
    await olivia.getByRole('radio', { name: 'A list or a CSV file' }).check()
    await olivia.getByLabel('CSV file', { exact: true }).setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFFLast name;E-mail;First name\nQuist;${quinn};Quinn\nNobody;no address;N\nArnaud;${tenant.people.audrey!.email};Audrey\n`) })
    await expect(olivia.getByText('2 people can be invited. One line is left out')).toBeVisible()
    await expect(olivia.getByRole('row', { name: /^3 no address/ })).toContainText('Write one e-mail address')
    await olivia.getByRole('radio', { name: 'Auditor', exact: true }).check()
    await olivia.getByRole('button', { name: 'Invite 2 people' }).click()
    await expect(olivia.getByText('1 person is invited.')).toBeVisible()
    await expect(olivia.getByRole('listitem').filter({ hasText: quinn })).toContainText('Invited')
    const refused = olivia.getByRole('listitem').filter({ hasText: tenant.people.audrey!.email })
    await expect(refused).toContainText('This person is an administrator here already. Assign the role on their profile.')
    await expect(refused.getByRole('link')).toHaveAttribute('href', `/administrators/${tenant.people.audrey!.id}`)
  })

  await test.step('Pia activates, and Payments is all there is for her', async () => {
    const { link, text } = await letterTo(pia, /invitation/)
    expect(text).toContain('Member, Workspace Admin of Payments')
    await page.goto(link)
    await page.getByLabel('Choose a password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Activate and sign in' }).click()
    await page.waitForURL('/')
    await expect(page.getByRole('navigation').getByRole('link', { name: 'Administrators' })).toHaveCount(0)
    await page.goto('/workspaces')
    await expect(page.getByRole('link', { name: 'Payments' }).first()).toBeVisible()
    await expect(page.getByText('Ledger')).toHaveCount(0)
    await page.goto('/administrators/invite')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is not open to you now')
    await page.goto('/workspaces/payments/settings')
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeEditable()
    expect(await (await page.request.get('/api/search/places')).json()).toMatchObject({ items: [{ label: 'Payments' }] })
  })

  await test.step('Quinn activates, sees everybody and changes nobody', async () => {
    const context = await browser.newContext()
    const his = await context.newPage()
    await his.goto((await letterTo(quinn, /invitation/)).link)
    await his.getByLabel('Choose a password').fill(PASSWORD)
    await his.getByRole('button', { name: 'Activate and sign in' }).click()
    await his.waitForURL('/')
    await his.goto('/administrators')
    await expect(his.getByText(pia).first()).toBeVisible()
    await his.goto('/administrators/invite')
    await expect(his.getByText('To invite administrators you need a role that you do not hold here')).toBeVisible()
    await context.close()
  })

  expect(await backstage('eventsAbout', { email: pia })).toEqual(['administrator.invited done', 'grant.created done', 'grant.created done', 'administrator.activated done', 'session.started done'])
  expect(await lettersTo(tenant.people.audrey!.email)).toEqual([])
})

test('T48 a role one may not give is there with the reason; a Super Admin gives those of the Tenant family', async ({ as }) => {
  const sam = await as('sam')
  await sam.goto('/administrators/invite')
  await expect(sam.getByRole('radio', { name: 'Client Admin', exact: true })).toBeDisabled()
  await expect(sam.getByText('Only a Client Owner or Client Admin may grant, change or revoke Client Admin.')).toBeVisible()
  await expect(sam.getByRole('radio', { name: 'Auditor', exact: true })).toBeEnabled()
  await checkPage(sam)
})

test('what is missing is said at the field and above; an address that is taken leads to whoever has it', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await olivia.goto('/administrators/invite')
  await olivia.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(olivia.getByRole('alert').filter({ hasText: '4 things need your attention' })).toBeFocused()
  await olivia.getByRole('radio', { name: 'Member' }).check()
  await checkPage(olivia)
  await olivia.getByLabel('E-mail').fill(tenant.people.ines!.email.toUpperCase())
  await olivia.getByLabel('First name').fill('Ines')
  await olivia.getByLabel('Last name').fill('Ivanova')
  await olivia.getByRole('radio', { name: 'Approver' }).check()
  await olivia.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(olivia.getByRole('alert').filter({ hasText: 'This person is an administrator here and inactive.' })).toBeFocused()
  await olivia.getByRole('link', { name: 'Open their profile to set them to Active' }).click()
  await olivia.getByRole('button', { name: 'Leave without saving' }).click()
  await expect(olivia).toHaveURL(`/administrators/${tenant.people.ines!.id}`)
})

test('several addresses pasted into one field become rows, and each gets its answer', async ({ as, tenant }) => {
  const [ada, bo] = [`ada@${tenant.slug}.example`, `bo@${tenant.slug}.example`]
  const olivia = await as('olivia')
  await olivia.goto('/administrators/invite')
  await olivia.getByLabel('E-mail').focus()
  await olivia.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text', text)
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, `Ada <${ada}>, ${bo}`)
  await expect(olivia.getByLabel('E-mail')).toHaveCount(2)
  await olivia.getByRole('radio', { name: 'Requester' }).check()
  await olivia.getByRole('button', { name: 'Invite 2 people' }).click()
  await expect(olivia.getByText('2 people are invited.')).toBeVisible()
  await checkPage(olivia)
  await letterTo(ada, /invitation/)
  await letterTo(bo, /invitation/)
})

test('F02 a lost answer keeps what was typed, and trying again invites once', async ({ as, tenant, complaints }) => {
  complaints.allow(/ERR_FAILED/)
  const email = `once@${tenant.slug}.example`
  const olivia = await as('olivia')
  await olivia.goto('/administrators/invite')
  await olivia.getByLabel('E-mail').fill(email)
  await olivia.getByLabel('First name').fill('=1+1')
  await olivia.getByLabel('Last name').fill('<b>O\'Neil</b> 👩‍🚀')
  await olivia.getByRole('radio', { name: 'Auditor', exact: true }).check()
  let lost = 0
  await olivia.route('**/administrators/invite', async (route) => {
    if (route.request().method() !== 'POST' || lost++ > 0) return route.continue()
    // It reaches the server; only the answer does not come back.
    await route.fetch()
    await route.abort()
  })
  await olivia.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(olivia.getByText('The server did not answer. What you typed is still here; try again.')).toBeVisible()
  await expect(olivia.getByLabel('E-mail')).toHaveValue(email)
  await olivia.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(olivia.getByRole('heading', { name: `${email} is invited` })).toBeVisible()
  await checkPage(olivia)
  await letterTo(email, /invitation/)
  expect(await lettersTo(email)).toHaveLength(1)
  await olivia.getByRole('link', { name: 'Open their profile' }).click()
  await expect(olivia.getByRole('heading', { level: 1 })).toContainText("=1+1 <b>O'Neil</b> 👩‍🚀")
})
