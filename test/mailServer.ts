import { createServer, type Server, type Socket } from 'node:net'

/** Moments of an SMTP session at which a test server can hang up, in the order in which they come. */
export const CUTS = [
  'greeting',
  'EHLO',
  'MAIL',
  'RCPT',
  'DATA',
  'in the middle of the body',
  'after the final dot',
  'in the middle of the answer',
] as const
export type Cut = (typeof CUTS)[number]

/** A mail as it came in: its envelope and its bytes, whether or not the sender heard of it. */
export type Received = { readonly from: string; readonly to: readonly string[]; readonly raw: string }

/** A small SMTP server on a loopback port that does as it is told. */
export type MailServer = {
  readonly url: string
  readonly received: readonly Received[]
  /** Sessions begun so far. */
  readonly sessions: () => number
  /** Hangs up at this moment of the next mail, once. */
  cutNext(cut: Cut): void
  /** Says nothing more from this moment of the next mail on, once; resolves when it has come to that. */
  stallNext(cut: Cut): Promise<void>
  /** Answers a command of the next mail with this line instead, once; `DOT` stands for the end of the body. */
  answerNext(command: 'MAIL' | 'RCPT' | 'DATA' | 'DOT', line: string): void
  /** How long it thinks after the final dot. */
  delayAnswers(milliseconds: number): void
  stop(): Promise<void>
}

/** Starts it; `port` lets a server come back where one has been. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const plan: Plan = { cut: undefined, stall: undefined, answers: new Map(), delay: 0 }
  let sessions = 0
  const server = createServer((socket) => {
    sessions++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    serve(socket, plan, received)
  })
  await listen(server, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    sessions: () => sessions,
    cutNext: (cut) => {
      plan.cut = cut
    },
    stallNext: (cut) =>
      new Promise((reached) => {
        plan.stall = { cut, reached }
      }),
    answerNext: (command, line) => void plan.answers.set(command, line),
    delayAnswers: (milliseconds) => {
      plan.delay = milliseconds
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Plan = {
  cut: Cut | undefined
  stall: { readonly cut: Cut; readonly reached: () => void } | undefined
  readonly answers: Map<string, string>
  delay: number
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

function serve(socket: Socket, plan: Plan, received: Received[]): void {
  let waiting = ''
  let from = ''
  let to: string[] = []
  let body: string | undefined

  const cuts = (cut: Cut): boolean => {
    if (plan.stall?.cut === cut) {
      plan.stall.reached()
      plan.stall = undefined
      return true
    }
    if (plan.cut !== cut) return false
    plan.cut = undefined
    socket.destroy()
    return true
  }
  const answer = (command: string, usual: string): boolean => {
    const line = plan.answers.get(command) ?? usual
    plan.answers.delete(command)
    socket.write(`${line}\r\n`)
    return /^[23]/.test(line)
  }
  const obey = (line: string) => {
    const command = line.slice(0, 4).toUpperCase()
    if (command === 'EHLO') return cuts('EHLO') || answer('EHLO', '250 test')
    if (command === 'RSET') {
      from = ''
      to = []
      return answer('RSET', '250 ok')
    }
    if (command === 'MAIL') {
      from = /<(.*)>/.exec(line)?.[1] ?? ''
      to = []
      return cuts('MAIL') || answer('MAIL', '250 ok')
    }
    if (command === 'RCPT') {
      if (cuts('RCPT')) return
      if (answer('RCPT', '250 ok')) to.push(/<(.*)>/.exec(line)?.[1] ?? '')
      return
    }
    if (command === 'DATA') {
      if (cuts('DATA')) return
      if (answer('DATA', '354 go on')) body = ''
      return
    }
    if (command === 'QUIT') {
      answer('QUIT', '221 bye')
      return socket.end()
    }
    answer('', '502 unknown')
  }
  const take = (text: string) => {
    body += text
    if (body !== undefined && body.length > 200 && cuts('in the middle of the body')) return
    const end = body?.indexOf('\r\n.\r\n') ?? -1
    if (body === undefined || end < 0) return
    const raw = body.slice(0, end + 2).replaceAll(/^\.\./gm, '.')
    body = undefined
    const finish = () => {
      const refused = plan.answers.get('DOT')
      if (refused === undefined || /^2/.test(refused)) received.push({ from, to, raw })
      if (cuts('after the final dot')) return
      if (plan.cut === 'in the middle of the answer') {
        plan.cut = undefined
        socket.write('25', () => socket.destroy())
        return
      }
      answer('DOT', '250 taken')
    }
    if (plan.delay > 0) setTimeout(finish, plan.delay)
    else finish()
  }

  if (cuts('greeting')) return
  socket.write('220 test\r\n')
  socket.on('data', (chunk) => {
    if (body !== undefined) return take(chunk.toString('latin1'))
    waiting += chunk.toString('latin1')
    for (let end = waiting.indexOf('\r\n'); end >= 0 && !socket.destroyed; end = waiting.indexOf('\r\n')) {
      const line = waiting.slice(0, end)
      waiting = waiting.slice(end + 2)
      obey(line)
      if (body !== undefined) return take(waiting)
    }
  })
}
