import 'server-only'
import { createTransport } from 'nodemailer'
import { env, isOnThisMachine } from '@/lib/env'

/** A server that says nothing for so long is given up; the whole conversation may take no longer either. */
const SEND_TIMEOUT_MILLISECONDS = 10_000
const TIMEOUTS = {
  connectionTimeout: SEND_TIMEOUT_MILLISECONDS, greetingTimeout: SEND_TIMEOUT_MILLISECONDS, socketTimeout: SEND_TIMEOUT_MILLISECONDS,
  dnsTimeout: SEND_TIMEOUT_MILLISECONDS, socketCloseTimeout: 0,
}
// One address, and nothing a header or an envelope could read as a second one, a name or a line end (T37).
const ONE_ADDRESS = /^[^\s\p{Cc}\p{Cf},;:"'()<>[\]\\@＠﹫]{1,64}@[^\s\p{Cc}\p{Cf},;:"'()<>[\]\\@＠﹫]{1,253}$/u

export interface Message {
  /** the same at every try, so that a mailbox can tell a repetition */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
}

/**
 * Sends one message to one address over a connection of its own.
 * @throws the transport's error when the server has not taken it within ten seconds, or for anything but one address
 */
export async function sendMessage({ to, ...message }: Message, signal?: AbortSignal): Promise<void> {
  if (!ONE_ADDRESS.test(to)) throw Object.assign(new Error('not one address'), { code: 'EENVELOPE' })
  const timeout = AbortSignal.timeout(SEND_TIMEOUT_MILLISECONDS)
  // To another machine a letter, with the link in it, travels encrypted or not at all: a server that offers no STARTTLS, or a certificate that is not its own, is given nothing.
  const transport = createTransport({ url: env().SMTP_URL, requireTLS: !isOnThisMachine(env().SMTP_URL), ...TIMEOUTS })
  await transport.sendMail({
    ...message,
    to: { name: '', address: to },
    from: env().MAIL_FROM,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
}
