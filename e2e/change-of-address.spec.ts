import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

test('a new address counts once its link is pressed: every session ends, it signs in, the old one is told and can still undo it', async ({ page, as, tenant, backstage, complaints }) => {
  // The page of the session that ended asks how things stand, and is told that it is over.
  complaints.allow(/status of 401 .*api\/live/)
  const { email } = tenant.people.april!
  const to = `april.new@${tenant.slug}.example`
  const session = await as('april')
  await backstage('changeAddress', { email, to })
  const confirm = await letterTo(to, /Confirm your new address/)
  const notice = await letterTo(email, /about to change/)
  expect(confirm.text).not.toContain(email)

  await page.goto(confirm.link)
  await expect(page.getByText(to)).toBeVisible()
  await checkPage(page)
  await page.getByRole('button', { name: 'Confirm this address' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your address is confirmed')
  await letterTo(email, /has changed/)
  await session.goto('/account')
  await expect(session).toHaveURL(/\/sign-in\//)
  await signInByHand(page, { tenant: tenant.slug, email: to, password: tenant.password })

  const stranger = await as('vera')
  await stranger.goto(notice.link)
  await expect(stranger.getByText('was changed')).toBeVisible()
  await checkPage(stranger)
  await stranger.getByRole('button', { name: 'Undo the change' }).click()
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Your address stays as it was')
  await checkPage(stranger)
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in\//)
  await letterTo(email, /Set a new password/)
  expect(await backstage('eventsAbout', { email })).toEqual(expect.arrayContaining(['address.changed done', 'address.change_undone done']))
})

test('"This was not me" before anything changed: the other link is dead', async ({ page, tenant, backstage }) => {
  const { email } = tenant.people.gus!
  const to = `gus.new@${tenant.slug}.example`
  await backstage('changeAddress', { email, to })
  const { link } = await letterTo(to, /Confirm your new address/)
  await page.goto((await letterTo(email, /about to change/)).link)
  await expect(page.getByText('is about to change')).toBeVisible()
  await page.getByRole('button', { name: 'Undo the change' }).click()
  await expect(page.getByText('Every session was ended')).toBeVisible()
  await page.goto(link)
  await expect(page.getByText('This change was withdrawn, or a newer one was asked for.')).toBeVisible()
  await checkPage(page)
})
