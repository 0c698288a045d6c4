import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { openListening } from './helpers/open-listening'

const printed = (script: string) => execFileSync(process.execPath, ['scripts/run.mjs', `scripts/${script}.ts`], { encoding: 'utf8' })

async function download(page: Page): Promise<string> {
  const started = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  return fs.readFileSync(await (await started).path(), 'utf8')
}

test('the catalogue says of each role what it carries and who may grant it, and marks one’s own', async ({ as }) => {
  const max = await as('max')
  await max.goto('/roles')
  await expect(max.getByRole('heading', { level: 3 })).toHaveCount(14)
  const admin = max.getByRole('listitem').filter({ has: max.getByRole('heading', { name: 'Workspace Admin' }) })
  await expect(admin).toContainText('Yours, in force')
  await expect(admin).toContainText('Client Owner, Client Admin, Super Admin, Business Admin, Workspace Admin')
  await checkPage(max)
  await admin.getByRole('link', { name: /permissions$/ }).click()
  await expect(max).toHaveURL('/roles/permissions?role=workspace_admin')
  await expect(max.getByRole('columnheader', { name: 'Workspace Admin' })).toBeVisible()
  await expect(max.getByRole('columnheader', { name: 'Client Owner' })).toHaveCount(0)
})

test('the matrix is searched as one types, keeps its names in sight, and is downloaded as the command prints it', async ({ as }) => {
  const vera = await as('vera')
  await openListening(vera, '/roles/permissions')
  const table = vera.getByRole('table', { name: 'Permissions by role' })
  await expect(table.getByRole('row')).toHaveCount(91 + 2)
  expect(await download(vera)).toBe(printed('policy-matrix'))
  const last = table.getByRole('rowheader', { name: /Manage break-glass accounts/ })
  await last.scrollIntoViewIfNeeded()
  await expect(table.getByRole('columnheader', { name: 'Client Security Admin' })).toBeInViewport()
  await vera.getByLabel('Search permissions').fill('workspace admin')
  await expect(vera).toHaveURL(/q=workspace\+admin/)
  await expect(table.getByRole('row')).toHaveCount(2 + 2)
  await expect(table.getByRole('row', { name: /Manage a workspace's administrators/ }).getByRole('cell')).toHaveText(['yes', 'yes', 'no', 'no', 'no', 'no', 'no', 'no', 'yes', 'no', 'no', 'no', 'yes', 'no'].map((word) => new RegExp(word)))
  await checkPage(vera)
  await vera.getByLabel('Search permissions').fill('nothing like that')
  await expect(vera.getByText('No permission matches')).toBeVisible()
})

test('at 390 px the names of the rows stay while one goes through the roles', async ({ as }) => {
  const vera = await as('vera')
  await vera.setViewportSize({ width: 390, height: 800 })
  await vera.goto('/roles/permissions')
  const table = vera.getByRole('table', { name: 'Permissions by role' })
  await table.getByRole('columnheader', { name: 'Workspace Auditor' }).scrollIntoViewIfNeeded()
  await expect(table.getByRole('rowheader', { name: /^See administrators/ })).toBeInViewport({ ratio: 0.9 })
})

test('who may grant which role, as the command prints it', async ({ as }) => {
  const vera = await as('vera')
  await vera.goto('/roles/assignments')
  await checkPage(vera)
  expect(await download(vera)).toBe(printed('policy-assignments'))
  await expect(vera.getByRole('row', { name: /^Client Owner/ }).getByText('may grant it')).toHaveCount(1)
})

test('Can they? is put together by keyboard, stands in the address, and says why', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await openListening(olivia, '/roles/can-they')
  await expect(olivia.getByRole('button', { name: 'Ask' })).toHaveAccessibleDescription('Choose what it is about first.')
  await olivia.getByRole('combobox', { name: /^Who/ }).fill('adam')
  await expect(olivia.getByRole('option', { name: /Adam Ahlberg/ })).toBeVisible()
  await olivia.keyboard.press('Enter')
  await olivia.getByRole('combobox', { name: /^What/ }).fill('status administrator')
  await expect(olivia.getByRole('option', { name: /administrator's status/ })).toBeVisible()
  await olivia.keyboard.press('Enter')
  await olivia.getByRole('combobox', { name: 'About whom' }).fill('oscar')
  await expect(olivia.getByRole('option', { name: /Oscar Ortega/ })).toBeVisible()
  await olivia.keyboard.press('Enter')
  await olivia.getByRole('button', { name: 'Ask' }).press('Enter')
  await expect(olivia.getByRole('heading', { level: 2, name: "No, Adam Ahlberg cannot change an administrator's status when it is about Oscar Ortega" })).toBeVisible()
  await expect(olivia).toHaveURL(new RegExp(`permission=administrator%3Aset-status&person=${tenant.people.adam!.id}&about=${tenant.people.oscar!.id}`))
  await expect(olivia.getByText('The person it is about holds Client Owner. Only Client Owner may do this to them.')).toBeVisible()
  await expect(olivia.getByText('Grant Adam Ahlberg Client Owner. Client Owner could.')).toBeVisible()
  await expect(olivia.getByText('Counts: it carries this, everywhere in the tenant.')).toBeVisible()
  await checkPage(olivia)
  await olivia.reload()
  await expect(olivia.getByRole('combobox', { name: /^Who/ })).toHaveValue('Adam Ahlberg')
})

test('Can they? about a place and a moment, with only the places within reach', async ({ as, tenant }) => {
  const max = await as('max')
  await openListening(max, '/roles/can-they?permission=workspace:update')
  await expect(max.getByText('This is asked about one workspace. Choose it.')).toBeVisible()
  await expect(max.getByRole('textbox', { name: /^Who/ })).toHaveValue('Yourself')
  await max.getByRole('combobox', { name: 'In which workspace' }).click()
  await expect(max.getByRole('option')).toHaveText([/^Payments/])
  await max.getByRole('option', { name: /^Payments/ }).click()
  await max.getByRole('button', { name: 'Ask' }).click()
  await expect(max.getByRole('heading', { level: 2, name: 'Yes, you can change a workspace in Payments' })).toBeVisible()
  await max.getByLabel('When').fill('2020-01-01T10:00')
  await max.getByRole('button', { name: 'Ask' }).click()
  await expect(max.getByRole('heading', { level: 2, name: 'No, you cannot change a workspace in Payments' })).toBeVisible()
  await expect(max.getByText(/^Workspace Admin in Payments would carry this. Starts on/)).toBeVisible()
  await max.goto(`/roles/can-they?permission=workspace:update&place=workspace:${tenant.workspaces.ledger}`)
  await expect(max.getByText('No such place is within your reach.')).toBeVisible()
  await expect(max.getByText('Ledger')).toHaveCount(0)
})

test('a page that is refused leads to the question behind it', async ({ as }) => {
  const vera = await as('vera')
  await vera.goto('/administrators')
  await vera.getByRole('link', { name: 'Why, and what would change it' }).click()
  await expect(vera.getByRole('heading', { level: 2, name: 'No, you cannot see administrators' })).toBeVisible()
  await expect(vera.getByText(/^It takes Client Owner, .* You hold no such role\.$/)).toBeVisible()
})
