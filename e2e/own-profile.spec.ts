import { alive, expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { notice } from './helpers/notice'

const NAUGHTY = ['<script>alert(1)</script>', '\u202eright to left\u202c', '👩‍👩‍👧‍👦 Ω≈ç√', "Robert'); DROP TABLE administrator;--", '{{7*7}}${7*7}', '=cmd|calc']

test('one changes one’s own name; it shows at once wherever the console shows it', async ({ as }) => {
  const rex = await as('rex')
  await rex.goto('/account')
  await checkPage(rex)
  await expect(rex.getByRole('button', { name: 'Save name' })).toHaveAttribute('aria-disabled', 'true')
  await rex.getByLabel('First name').fill('  Reginald ')
  await rex.keyboard.press('Enter')
  await expect(notice(rex, 'Your name is saved.')).toBeVisible()
  await expect(rex.getByRole('button', { name: /Reginald Romero/ })).toBeVisible()
  await rex.reload()
  await expect(rex.getByLabel('First name')).toHaveValue('Reginald')
})

test('[T54] changed in two tabs: the second is told, sees both, and loses neither', async ({ as }) => {
  const one = await as('rex')
  const two = alive(await one.context().newPage())
  await one.goto('/account')
  await two.goto('/account')
  await two.getByLabel('First name').fill('Second')
  await one.getByLabel('First name').fill('First')
  await one.keyboard.press('Enter')
  await expect(notice(one, 'Your name is saved.')).toBeVisible()
  await two.getByRole('button', { name: 'Save name' }).click()
  const conflict = two.getByRole('main').getByRole('alert').or(two.getByRole('main').getByRole('status')).filter({ hasText: 'changed elsewhere in the meantime' })
  await expect(conflict).toContainText('First Romero')
  await expect(conflict).toContainText('Second Romero')
  await expect(two.getByLabel('First name')).toHaveValue('Second')
  await checkPage(two)
  await two.getByRole('button', { name: 'Save mine' }).click()
  await expect(notice(two, 'Your name is saved.')).toBeVisible()
  await one.reload()
  await expect(one.getByLabel('First name')).toHaveValue('Second')
})

test('leaving with a name half changed asks first', async ({ as }) => {
  const rex = await as('rex')
  await rex.goto('/account')
  await rex.getByLabel('Last name').fill('Half')
  await rex.getByRole('link', { name: 'Sessions' }).click()
  await expect(rex.getByRole('alertdialog', { name: 'Leave without saving?' })).toBeVisible()
  await rex.getByRole('button', { name: 'Cancel' }).click()
  await expect(rex.getByLabel('Last name')).toHaveValue('Half')
})

test('[T68] naughty names come back as they were typed and run nothing; what is no name is said at its field', async ({ as }) => {
  const rex = await as('rex')
  rex.on('dialog', () => expect.soft(false, 'a script ran').toBe(true))
  await rex.goto('/account')
  for (const name of NAUGHTY) {
    await rex.getByLabel('Last name').fill(name)
    await rex.getByRole('button', { name: 'Save name' }).click()
    await expect(notice(rex, 'Your name is saved.')).toBeVisible()
    await rex.reload()
    await expect(rex.getByLabel('Last name')).toHaveValue(name)
  }
  for (const [name, why] of [['   ', 'Write a name.'], ['x'.repeat(101), 'at most 100 characters'], ['\u200b', 'can be seen']] as const) {
    await rex.getByLabel('Last name').fill(name)
    await rex.getByRole('button', { name: 'Save name' }).click()
    await expect(rex.getByRole('main').getByRole('alert')).toContainText(why)
    await expect(rex.getByRole('main').getByRole('alert')).toBeFocused()
  }
})

test('own roles: what giving one up changes is said before, and then it is gone', async ({ as }) => {
  const max = await as('max')
  await max.goto('/account/roles')
  await checkPage(max)
  await max.getByRole('button', { name: 'Give up Workspace Admin in Payments' }).click()
  const asking = max.getByRole('alertdialog')
  await expect(asking).toContainText(/you lose \d+ permissions: /)
  await expect(asking).toContainText('You cannot give it back to yourself.')
  await checkPage(max)
  await asking.getByRole('button', { name: 'Give up this role' }).click()
  await expect(notice(max, 'You have given up Workspace Admin in Payments.')).toBeVisible()
  await expect(max.getByRole('button', { name: /Give up Workspace Admin/ })).toHaveCount(0)
  await expect(max.getByRole('link', { name: 'Workspaces' })).toHaveCount(0)
})

test('[T55] the last usable owner cannot step down, and is told why before trying; the one before is warned', async ({ as, complaints }) => {
  complaints.allow(/ERR_FAILED/)
  const [olivia, oscar] = [await as('olivia'), await as('oscar')]
  // Cut off from what happens elsewhere, so that the page does not know.
  await oscar.route('**/api/live**', (route) => route.abort())
  await oscar.goto('/account/roles')
  await olivia.goto('/account/roles')
  await olivia.getByRole('button', { name: 'Give up Client Owner' }).click()
  await expect(olivia.getByRole('alertdialog')).toContainText('One usable Client Owner is left then.')
  await olivia.getByRole('button', { name: 'Give up this role' }).click()
  await expect(notice(olivia, 'You have given up Client Owner.')).toBeVisible()
  // Oscar's page does not know; the action does.
  await oscar.getByRole('button', { name: 'Give up Client Owner' }).click()
  await oscar.getByRole('button', { name: 'Give up this role' }).click()
  await expect(oscar.getByRole('alertdialog')).toContainText('Make another administrator a Client Owner first.')
  await oscar.reload()
  await expect(oscar.getByRole('button', { name: 'Give up Client Owner' })).toHaveAttribute('aria-disabled', 'true')
})

test('theme and shortcuts are one setting, wherever they are shown', async ({ as }) => {
  const rex = await as('rex')
  await rex.goto('/account')
  await rex.getByRole('main').getByText('Dark', { exact: true }).click()
  await expect(rex.locator('html')).toHaveAttribute('data-theme', 'dark')
  await rex.getByRole('button', { name: /Rex Romero/ }).click()
  await expect(rex.getByRole('group', { name: 'Rex Romero' }).getByRole('radio', { name: 'Dark' })).toBeChecked()
  await rex.getByRole('group', { name: 'Rex Romero' }).getByText('Light', { exact: true }).click()
  await expect(rex.getByRole('main').getByRole('radio', { name: 'Light' })).toBeChecked()
  await rex.reload()
  await expect(rex.locator('html')).toHaveAttribute('data-theme', 'light')
})
