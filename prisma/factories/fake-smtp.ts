import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** How the server treats the next messages; `refuse` hangs up on everybody. */
export type SmtpMode = 'ok' | 'refuse' | '451' | 'hang after DATA' | 'accept then drop'

interface Delivery {
  recipients: string[]
  /** the message as it was sent */
  raw: string
}

/** A mail server for tests, in this process, that can be as bad as real ones. */
export async function startFakeSmtp() {
  const deliveries: Delivery[] = []
  const recipients: string[] = []
  const hung: (() => void)[] = []
  let mode: SmtpMode = 'ok'
  let refused: (address: string) => boolean = () => false
  const answer = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code })

  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onConnect: (_session, done) => done(mode === 'refuse' ? answer(421, 'closed') : null),
    onRcptTo({ address }, _session, done) {
      recipients.push(address)
      done(mode === '451' || refused(address) ? answer(451, 'try again later') : null)
    },
    onData(stream, session: SMTPServerSession, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const delivery = { recipients: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(chunks).toString('utf8') }
        if (mode === 'hang after DATA') {
          hung.push(() => {
            deliveries.push(delivery)
            done()
          })
          return
        }
        deliveries.push(delivery)
        if (mode === 'accept then drop') (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections.forEach((connection) => connection._socket.destroy())
        else done()
      })
    },
  })
  // A client that gives up is what the tests are about.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    deliveries,
    /** every RCPT TO there was */
    recipients,
    be(next: SmtpMode) {
      mode = next
    },
    /** how many messages wait for an answer */
    hanging: () => hung.length,
    /** answers what it left hanging */
    letGo() {
      for (const accept of hung.splice(0)) accept()
    },
    refuseAddress(test: (address: string) => boolean) {
      refused = test
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
