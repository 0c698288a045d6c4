import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

test('a new address: asked for, confirmed from its own mailbox, then undone from the old one', async ({ as, page, tenant, complaints }) => {
  // The page of an ended session is told by its stream, and asks once more.
  complaints.allow(/status of 401/)
  const { email } = tenant.people.vera!
  const next = `vera.new@${tenant.slug}.example`
  const vera = await as('vera')
  await vera.goto('/account')
  await vera.getByRole('button', { name: 'Change address' }).click()
  await checkPage(vera)
  await vera.getByLabel('New address').fill(next)
  await vera.keyboard.press('Enter')
  await expect(vera.getByText(`${next} waits to be confirmed.`)).toBeVisible()
  await checkPage(vera)

  // Until then the old one signs in.
  await signInByHand(page, { tenant: tenant.slug, email, password: tenant.password })
  const notice = await letterTo(email, /about to change/)
  await page.goto((await letterTo(next, /Confirm your new address/)).link)
  await page.getByRole('button', { name: 'Confirm this address' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')

  // Signed out everywhere.
  await vera.goto('/account')
  await expect(vera).toHaveURL(/\/sign-in.*\?next=%2Faccount$/)
  await signInByHand(page, { tenant: tenant.slug, email: next, password: tenant.password })
  await page.goto('/account')
  await expect(page.getByRole('main')).toContainText(next)

  await vera.goto(notice.link)
  await vera.getByRole('button', { name: 'Undo the change' }).click()
  await expect(vera.getByRole('heading', { level: 1 })).toHaveText('Your address stays as it was')
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
  await letterTo(email, /Set a new password/)
})

test('a pending address is withdrawn; its link is dead', async ({ as, page, tenant }) => {
  const next = `max.new@${tenant.slug}.example`
  const max = await as('max')
  await max.goto('/account')
  await max.getByRole('button', { name: 'Change address' }).click()
  await max.getByLabel('New address').fill(next)
  await max.getByRole('button', { name: 'Send the link' }).click()
  const { link } = await letterTo(next, /Confirm your new address/)
  await max.getByRole('button', { name: 'Withdraw' }).click()
  await expect(max.getByText('waits to be confirmed')).toBeHidden()
  await page.goto(link)
  await expect(page.getByRole('button', { name: 'Confirm this address' })).toBeHidden()
})

test('what cannot be an address is said at the field, and what was typed stays', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await olivia.goto('/account')
  await olivia.getByRole('button', { name: 'Change address' }).click()
  for (const [typed, why] of [['not an address', /address/], [tenant.people.olivia!.email, /address already/], [tenant.people.adam!.email, /Another administrator has this address/]] as const) {
    await olivia.getByLabel('New address').fill(typed)
    await olivia.getByRole('button', { name: 'Send the link' }).click()
    await expect(olivia.getByRole('dialog').getByRole('alert')).toBeFocused()
    await expect(olivia.getByRole('dialog').getByRole('alert')).toContainText(why)
    await expect(olivia.getByLabel('New address')).toHaveValue(typed)
    await expect(olivia.getByLabel('New address')).toHaveAttribute('aria-invalid', 'true')
  }
})
