import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo, lettersTo } from './helpers/read-mailbox'

test('an invitation is sent again from the profile: the new link works, the old one says that a newer one replaced it', async ({ as, page, tenant, backstage }) => {
  const email = `again@${tenant.slug}.example`
  const id = await backstage('invite', { by: tenant.people.olivia!.email, email })
  const first = await letterTo(email, /^Your invitation/)
  const sam = await as('sam', { fresh: false })
  await sam.goto(`/administrators/${id}`)
  await expect(sam.getByText('Invited, not activated yet')).toBeVisible()
  await expect(sam.getByText(/Sent by Olivia Okafor/)).toBeVisible()
  await checkPage(sam)
  await sam.getByRole('button', { name: 'Resend invitation' }).click()
  const dialog = sam.getByRole('alertdialog')
  await expect(dialog).toContainText(`A new link goes to ${email} in your name`)
  await dialog.getByRole('button', { name: 'Resend invitation' }).click()
  await sam.getByLabel('Password', { exact: true }).fill(tenant.password)
  await sam.getByRole('button', { name: 'Confirm' }).click()
  await expect(sam.getByRole('region', { name: 'Notices' })).toContainText(`The invitation to ${email} is on its way again.`)
  await expect(sam.getByText(/Sent 2 times, last by Sam Singh/)).toBeVisible()
  const second = await letterTo(email, /^Again/)
  await page.goto(first.link)
  await expect(page.getByRole('button', { name: 'Activate and sign in' })).toHaveCount(0)
  await page.goto('about:blank')
  await page.goto(second.link)
  await expect(page.getByRole('button', { name: 'Activate and sign in' })).toBeVisible()
  expect(await lettersTo(email)).toHaveLength(2)
})

test('an invitation is revoked: the person is gone from the list, the link is dead, the address is free again', async ({ as, page, tenant, backstage }) => {
  const email = `revoked@${tenant.slug}.example`
  const id = await backstage('invite', { by: tenant.people.olivia!.email, email })
  const { link } = await letterTo(email, /invitation/)
  const olivia = await as('olivia')
  await olivia.goto(`/administrators/${id}`)
  await olivia.getByRole('button', { name: 'Revoke invitation' }).click()
  await expect(olivia.getByRole('alertdialog')).toContainText('stops working at once')
  await checkPage(olivia)
  await olivia.getByRole('alertdialog').getByRole('button', { name: 'Revoke invitation' }).click()
  await expect(olivia).toHaveURL('/administrators')
  await expect(olivia.getByRole('region', { name: 'Notices' })).toContainText(`The invitation to ${email} is revoked and the person removed.`)
  await page.goto(link)
  await expect(page.getByText('This invitation was withdrawn.')).toBeVisible()
  await expect(page.getByText(/Olivia Okafor withdrew it on \d/)).toBeVisible()
  await page.getByRole('button', { name: 'Ask for a new one' }).click()
  await expect(page.getByText('Your question is on its way')).toBeVisible()
  expect((await letterTo(tenant.people.olivia!.email, /asks for a new invitation/)).subject).toContain(email)
  await backstage('invite', { by: tenant.people.olivia!.email, email })
})

test('T48 whoever could not give the role may neither resend nor revoke, and is told why', async ({ as, tenant, backstage }) => {
  const id = await backstage('invite', { by: tenant.people.olivia!.email, email: `admin@${tenant.slug}.example`, role: 'client_admin' })
  const sam = await as('sam')
  await sam.goto(`/administrators/${id}`)
  for (const name of ['Resend invitation', 'Revoke invitation']) {
    const button = sam.getByRole('button', { name })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription('Only a Client Owner or Client Admin may grant, change or revoke Client Admin.')
  }
})
