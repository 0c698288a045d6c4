import { afterAll, expect, it, vi } from 'vitest'
import { startFakeSmtp } from '@/prisma/factories/fake-smtp'

const settings = vi.hoisted(() => ({ SMTP_URL: '', MAIL_FROM: 'Castellan <no-reply@castellan.example>' }))
vi.mock('@/lib/env', async (original) => ({ ...(await original<object>()), env: () => settings }))
const { sendMessage } = await import('./transport')

// It offers no STARTTLS.
const smtp = await startFakeSmtp()
afterAll(smtp.stop)
const letter = { messageId: '<1@castellan.example>', to: 'noor@acme.example', subject: 'A link', text: 'https://console.example/reset#token', html: '' }

it('a server elsewhere that does not encrypt is given nothing; one on this machine is', async () => {
  // Leads here too, and is no name of this machine that is known as one.
  settings.SMTP_URL = smtp.url.replace('127.0.0.1', '0.0.0.0')
  await expect(sendMessage(letter)).rejects.toThrow(/STARTTLS/i)
  expect([smtp.recipients, smtp.deliveries]).toEqual([[], []])
  settings.SMTP_URL = smtp.url
  await sendMessage(letter)
  expect(smtp.deliveries).toHaveLength(1)
})
