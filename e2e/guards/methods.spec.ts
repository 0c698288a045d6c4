import { expect, test } from '../fixtures'
import { letterTo, lettersTo } from '../helpers/read-mailbox'
import { callAction, honest, offeredActions } from './call-action'
import { shown } from './known-and-unknown'
import { postForm, postSignIn, sessionSet } from './post-form'
import { sendRequest, type Answered } from './send-request'

const REFUSED = 'The e-mail address or the password is wrong, or sign-in is not possible right now.'
const OFF = 'Passwords are not used here any more.'
const PASSWORD = 'a lantern, two boats and some rope'
const WITH_CODES = { first: ['password', 'passkey', 'email_code'], second: ['recovery_code'] }
const tokenOf = (link: string) => new URL(link).hash.slice(1)
const formOf = (values: Record<string, string>) => Object.entries(values).reduce((form, [name, value]) => (form.set(name, value), form), new FormData())
const codeCookie = ({ headers }: Answered) => headers['set-cookie']?.map((line) => /^castellan-code=([^;]*)/.exec(line)?.[1]).find((value) => value !== undefined)

test('[T08] [T18] a code by mail without script: asked for and refused alike for everybody, and the right one signs in', async ({ tenant, backstage, address }) => {
  await backstage('takeMethods', { tenantId: tenant.id, ...WITH_CODES })
  const where = `/sign-in/${tenant.slug}`
  const first = await sendRequest(where)
  const answers = new Set<string>()
  const { email } = tenant.people.vera!
  let entered: Answered | undefined
  let cookie = ''
  for (const each of [email, `nobody@${tenant.slug}.example`, tenant.people.ines!.email, tenant.people.noor!.email]) {
    const chosen = await postForm(where, first.text, { email: each, way: 'email_code' }, { from: address })
    const asked = await postForm(where, chosen.text, {}, { from: address })
    const token = codeCookie(asked)
    expect(token).toHaveLength(43)
    const refused = await postForm(where, asked.text, { code: 'none' }, { from: address, cookie: `castellan-code=${token}` })
    expect(refused.text).toContain('This code is wrong, has run out, or codes were tried too often.')
    answers.add([chosen, asked, refused].map((answer) => shown(answer, each)).join('\n'))
    if (each === email) [entered, cookie] = [refused, `castellan-code=${token}`]
  }
  expect(answers.size).toBe(1)
  const { subject } = await letterTo(email, /is your code for/)
  const signedIn = await postForm(where, entered!.text, { code: subject.slice(0, 6) }, { from: address, cookie })
  expect([signedIn.status, sessionSet(signedIn)?.length]).toEqual([303, 43])
  expect(await lettersTo(tenant.people.ines!.email)).toEqual([])

  // What this browser was signed in by is remembered by its name, and comes first the next time.
  const remembered = signedIn.headers['set-cookie']!.find((line) => line.startsWith('castellan-way='))
  expect(remembered).toMatch(/^castellan-way=email_code; Path=\/; Expires=[^;]*; Max-Age=15552000; HttpOnly; SameSite=lax$/)
  const next = await postForm(where, first.text, { email: 'someone@else.example' }, { from: address, cookie: 'castellan-way=email_code' })
  expect(next.text).toContain('Mail me a code')
})

test('a method that was removed is refused at once, by whatever door: sign-in, reset, activation and the forms that were drawn before', async ({ tenant, backstage, address }) => {
  const where = `/sign-in/${tenant.slug}`
  const { email } = tenant.people.vera!
  const newcomer = `newcomer@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email: newcomer })
  const invitation = tokenOf((await letterTo(newcomer, /invitation/)).link)
  const forgot = await sendRequest(`/forgot-password/${tenant.slug}`)
  await postForm(`/forgot-password/${tenant.slug}`, forgot.text, { email }, { from: address })
  const reset = tokenOf((await letterTo(email, /Set a new password/)).link)
  const drawn = (await postForm(where, (await sendRequest(where)).text, { email }, { from: address })).text
  expect(sessionSet(await postSignIn({ tenant: tenant.slug, email, password: tenant.password }, { from: address }))).toHaveLength(43)
  await backstage('takeMethods', { tenantId: tenant.id, first: ['passkey'], second: ['recovery_code'] })

  const answer = await postForm(where, drawn, { password: tenant.password }, { from: address })
  expect([answer.text.includes(REFUSED), sessionSet(answer)]).toEqual([true, undefined])
  const press = async (name: string, values: Record<string, string>) =>
    callAction({ action: offeredActions().find((one) => one.where === `lib/sign-in/actions.ts ${name}`)!, args: [{}, formOf(values)], headers: { ...honest(), 'x-forwarded-for': address } })
  expect((await press('setPassword', { token: reset, password: PASSWORD })).text).toContain(OFF)
  expect((await press('activate', { token: invitation, password: PASSWORD })).text).toContain(OFF)
  expect((await press('sendEmailCode', { tenant: tenant.slug, email })).text).toContain('Codes by mail are not used here.')
  // The way in that is left is not shown as one that is not.
  expect((await postForm(where, (await sendRequest(where)).text, { email }, { from: address })).text).not.toContain('type="password"')
})
