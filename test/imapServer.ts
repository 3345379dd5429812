import { createServer, type Socket } from 'node:net'

/** A mail in the mailbox. */
export type Kept = { readonly uid: number; readonly raw: string; seen: boolean; deleted: boolean }

/** A small IMAP server (RFC 3501) on a loopback port with one mailbox of one person. */
export type ImapServer = {
  readonly url: string
  /** What lies in the mailbox, the oldest first. */
  kept(): readonly Kept[]
  /** Puts a mail into it. */
  deliver(raw: string): void
  /** Hangs up when it is asked to take a mail away, once. */
  cutNextRemoval(): void
  stop(): Promise<void>
}

const USER = 'bounces'
const PASSWORD = 'a secret'

export async function startImapServer(): Promise<ImapServer> {
  let mails: Kept[] = []
  let last = 0
  let cut = false
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    const say = (...lines: readonly string[]) =>
      socket.write(lines.map((line) => `${line}\r\n`).join(''), 'latin1')
    const obey = (tag: string, command: string, rest: string) => {
      const done = (text = 'done') => say(`${tag} OK ${text}`)
      const chosen = mails.filter(({ uid }) => rest.startsWith(`${uid} `) || rest === String(uid))
      if (command === 'CAPABILITY') return say('* CAPABILITY IMAP4rev1 UIDPLUS') && done()
      if (command === 'LOGIN')
        return rest.replaceAll('"', '') === `${USER} ${PASSWORD}`
          ? done()
          : say(`${tag} NO [AUTHENTICATIONFAILED] no`)
      if (command === 'LIST' || command === 'LSUB') return say(`* ${command} () "/" INBOX`) && done()
      if (command === 'SELECT')
        return (
          say(
            '* FLAGS (\\Seen \\Deleted)',
            `* ${mails.length} EXISTS`,
            '* 0 RECENT',
            '* OK [UIDVALIDITY 1] valid',
          ) &&
          say(`* OK [UIDNEXT ${last + 1}] next`) &&
          done('[READ-WRITE] open')
        )
      if (command === 'UID SEARCH')
        return (
          say(`* SEARCH ${mails.flatMap(({ seen, uid }) => (seen ? [] : uid)).join(' ')}`.trim()) && done()
        )
      if (command === 'UID FETCH') {
        for (const mail of chosen)
          say(
            `* ${mails.indexOf(mail) + 1} FETCH (UID ${mail.uid} BODY[]<0> {${mail.raw.length}}`,
            `${mail.raw})`,
          )
        return done()
      }
      if (command === 'UID STORE') {
        if (rest.includes('\\Deleted') && cut) {
          cut = false
          return socket.destroy()
        }
        for (const mail of chosen) {
          mail.seen ||= rest.includes('\\Seen')
          mail.deleted ||= rest.includes('\\Deleted')
        }
        return done()
      }
      if (command === 'UID EXPUNGE') {
        mails = mails.filter((mail) => !(mail.deleted && chosen.includes(mail)))
        return done()
      }
      if (command === 'LOGOUT') {
        say('* BYE bye')
        done()
        return socket.end()
      }
      return ['NOOP', 'CLOSE'].includes(command) ? done() : say(`${tag} BAD unknown`)
    }
    let waiting = ''
    say('* OK ready')
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1')
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const [, tag = '', command = '', rest = ''] =
          /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(waiting.slice(0, end)) ?? []
        waiting = waiting.slice(end + 2)
        obey(tag, command.toUpperCase(), rest)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `imap://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/INBOX`,
    kept: () => mails,
    deliver: (raw) => void mails.push({ uid: ++last, raw, seen: false, deleted: false }),
    cutNextRemoval: () => {
      cut = true
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
