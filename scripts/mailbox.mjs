/** A real SMTP server with a web page on top (MailDev), for the demo and the browser tests. Keeps its mail in its own folder. */
import fs from 'node:fs'

/**
 * @param {{ smtpPort: number, webPort: number, folder: string }} options
 * @returns {Promise<{ stop: () => Promise<void> }>}
 */
export async function startMailbox({ smtpPort, webPort, folder }) {
  const { MailDev } = await import('maildev')
  fs.mkdirSync(folder, { recursive: true })
  const mailbox = new MailDev({ smtp: smtpPort, web: webPort, ip: '127.0.0.1', webIp: '127.0.0.1', mailDirectory: folder, maxEmails: 1000, silent: true })
  const { info } = console
  // It announces itself even when told to be silent; the command that starts it says where it is.
  console.info = () => undefined
  try {
    await mailbox.start()
  } finally {
    console.info = info
  }
  return { stop: async () => mailbox.stop() }
}
