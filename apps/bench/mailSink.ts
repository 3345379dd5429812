import { SMTPServer } from 'smtp-server'

// A mail server in a process of its own that takes everything. By the message channel: its port goes out once it
// listens; `report` is answered with the recipients in the order in which their mails came in, and begins anew.
let recipients: string[] = []
const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, done) {
    stream.resume()
    stream.on('end', () => {
      recipients.push(session.envelope.rcptTo[0]?.address ?? '')
      done()
    })
  },
})
process.on('message', () => {
  process.send?.({ recipients })
  recipients = []
})
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.once('disconnect', () => process.exit(0))
