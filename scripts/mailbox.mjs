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
  letLinksOpen(mailbox.getServers().api.server)
  return { stop: async () => mailbox.stop() }
}

const CLOSED = 'sandbox:"allow-same-origin"'
const OPEN = 'sandbox:"allow-same-origin allow-popups allow-popups-to-escape-sandbox"'

/** It shows a letter in a frame from which no link leads out: the button in an invitation would end in an error of the browser. */
function letLinksOpen(pages) {
  const answers = pages.server.listeners('request')
  pages.server.removeAllListeners('request')
  const passOn = (request, response) => answers.forEach((answer) => answer.call(pages.server, request, response))
  pages.server.on('request', (request, response) => {
    if (request.method !== 'GET' || !/^\/assets\/[\w.-]+\.js$/.test(request.url)) return passOn(request, response)
    pages.inject({ url: request.url }).then(
      ({ statusCode, headers, body }) => response.writeHead(statusCode, { 'content-type': headers['content-type'] }).end(body.replaceAll(CLOSED, OPEN)),
      () => response.destroy(),
    )
  })
}
