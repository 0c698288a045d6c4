import { expect } from '@playwright/test'

export interface ReceivedLetter {
  subject: string
  text: string
  html: string
  to: string[]
  /** The first address in the text: the one behind the letter's button. */
  link: string
}

interface MailDevMessage { subject: string; text: string; html: string; to: { address: string }[] }

/** Everything that was delivered to an address, the oldest first. */
export async function lettersTo(address: string): Promise<ReceivedLetter[]> {
  const response = await fetch(`${process.env.MAIL_ORIGIN}/api/email?to.address=${encodeURIComponent(address)}`)
  const messages = (await response.json()) as MailDevMessage[]
  return messages
    .filter(({ to }) => to.some((recipient) => recipient.address.toLowerCase() === address.toLowerCase()))
    .map(({ subject, text, html, to }) => ({ subject, text, html, to: to.map((recipient) => recipient.address), link: /https?:\/\/\S+/.exec(text)?.[0] ?? '' }))
}

/** Waits until a letter with this subject is there: long enough for one that had to be sent a second time, a minute later. @returns the newest of them */
export async function letterTo(address: string, subject: RegExp): Promise<ReceivedLetter> {
  let found: ReceivedLetter | undefined
  await expect
    .poll(async () => (found = (await lettersTo(address)).findLast((letter) => subject.test(letter.subject)))?.subject, { message: `a letter to ${address} about ${subject}`, timeout: 100_000 })
    .toMatch(subject)
  return found!
}
