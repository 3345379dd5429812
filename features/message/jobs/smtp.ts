import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { fail, ok, type Result } from '#kernel/result.ts'
import { monotonic } from '#platform/time/clock.ts'
import { refusesAddress } from '../model/refusal.ts'
import type { Delivery } from '../model.ts'
import type { Mail } from './mime.ts'

/** Connections to one mail server, kept for the next mail. */
export type MailTransport = {
  /** A connection that is the caller's alone until it is given back; a failure's code when the server takes none now. */
  connect(): Promise<Result<MailConnection, string>>
  close(): Promise<void>
}

/** One connection, for one mail after the other. */
export type MailConnection = {
  /**
   * Hands a mail over. `beforeLast` is asked when only the last byte is missing, and gives the attempt up by saying no:
   * until then the server has nothing. After anything but `accepted` the connection is closed.
   */
  deliver(mail: Mail, beforeLast?: () => Promise<boolean>): Promise<Delivery>
  /** Can it take another mail? */
  isReady(): Promise<boolean>
  /** Gives it back for others. */
  release(): void
}

/** A server that thinks long after the final dot shall not cost certainty (RFC 5321, 4.5.3.2.6 asks for 10 minutes). */
const SOCKET_TIMEOUT_MS = 600_000
const CONNECT_TIMEOUT_MS = 10_000
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/
/** Below the five minutes after which servers may hang up. */
const IDLE_MS = 60_000

export type TransportOptions = {
  /** smtp://user:password@host:port, which uses STARTTLS where offered, or smtps:// for TLS from the start. */
  readonly url: string
  /** The name given in EHLO. */
  readonly name?: string
  readonly socketTimeoutMs?: number
}

/** Opens no connection yet. Throws on an address that is none of SMTP. */
export function openTransport(options: TransportOptions): MailTransport {
  const server = readServer(options)
  const idle: Idle[] = []

  async function acquire(): Promise<SMTPConnection> {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (await isAlive(kept.connection)) return kept.connection
    }
    return connect(server)
  }

  function keep(connection: SMTPConnection): void {
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((each) => each.connection === connection),
        1,
      )
      connection.quit()
    }, IDLE_MS)
    timer.unref()
    idle.push({ connection, timer })
  }

  return {
    async connect() {
      try {
        return ok(lease(await acquire(), keep))
      } catch (error) {
        return fail(failureCode(error, 'connect'))
      }
    },
    async close() {
      for (const { connection, timer } of idle.splice(0)) {
        clearTimeout(timer)
        connection.quit()
      }
    },
  }
}

type Idle = { readonly connection: SMTPConnection; readonly timer: NodeJS.Timeout }

/** A server that has just answered is not asked again whether it is there. Milliseconds. */
const FRESH_MS = 1_000

function lease(connection: SMTPConnection, keep: (connection: SMTPConnection) => void): MailConnection {
  let open = true
  let heardAt = monotonic()
  const gone = () => {
    open = false
  }
  connection.once('end', gone)
  connection.once('error', gone)
  return {
    async deliver(mail, beforeLast = async () => true) {
      const delivery = await send(connection, mail, async () => open && (await beforeLast()) && open)
      heardAt = monotonic()
      if (delivery.outcome === 'accepted') return delivery
      gone()
      connection.close()
      return delivery
    },
    async isReady() {
      if (open && monotonic() - heardAt > FRESH_MS) open = await isAlive(connection)
      return open
    },
    release() {
      connection.off('end', gone)
      connection.off('error', gone)
      if (open) keep(connection)
    },
  }
}

type Server = {
  readonly options: SMTPConnection.Options
  readonly login: { readonly user: string; readonly pass: string } | undefined
}

function readServer({ url, name, socketTimeoutMs }: TransportOptions): Server {
  const address = new URL(url)
  const secure = address.protocol === 'smtps:'
  if (!secure && address.protocol !== 'smtp:')
    throw new Error('a mail server has an address smtp:// or smtps://')
  const host = address.hostname.replace(/^\[|\]$/g, '')
  return {
    options: {
      host,
      port: Number(address.port) || (secure ? 465 : 587),
      secure,
      // A password never travels in the open, except within this machine.
      requireTLS: address.username !== '' && !LOOPBACK.test(host),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: socketTimeoutMs ?? SOCKET_TIMEOUT_MS,
      logger: false,
      ...(name ? { name } : {}),
    },
    login: address.username
      ? { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) }
      : undefined,
  }
}

async function connect({ options, login }: Server): Promise<SMTPConnection> {
  const connection = new SMTPConnection(options)
  // A connection that breaks while nothing is under way tells nobody; the next check notices.
  connection.on('error', () => undefined)
  await settled(connection, (done) => connection.connect(done))
  if (login) await settled(connection, (done) => connection.login({ credentials: login, ...login }, done))
  return connection
}

/** RSET also forgets whatever an earlier mail may have left. */
async function isAlive(connection: SMTPConnection): Promise<boolean> {
  try {
    await settled(connection, (done) => connection.reset(done))
    return true
  } catch {
    connection.close()
    return false
  }
}

/** Runs one command; a connection that breaks or ends meanwhile fails it, too. */
function settled(
  connection: SMTPConnection,
  command: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error | null) => {
      connection.off('error', finish)
      connection.off('end', ended)
      if (error) reject(error)
      else resolve()
    }
    const ended = () => finish(new Error('the mail server closed the connection'))
    connection.once('error', finish)
    connection.once('end', ended)
    command(finish)
  })
}

async function send(
  connection: SMTPConnection,
  mail: Mail,
  beforeLast: () => Promise<boolean>,
): Promise<Delivery> {
  const body = watchedBody(mail.bytes, beforeLast)
  try {
    await settled(connection, (done) =>
      connection.send({ from: mail.from, to: [mail.to], size: mail.bytes.length }, body.stream, done),
    )
    return { outcome: 'accepted' }
  } catch (error) {
    return judge(error, body.allGiven())
  }
}

/**
 * Judges a failed attempt. A clear answer counts, whenever it came. Without one, all depends on whether the last
 * byte had left this process: from there on the server may have the whole mail.
 */
export function judge(error: unknown, allGiven: boolean): Delivery {
  const code = responseCode(error)
  const failure = failureCode(error, allGiven ? 'data' : 'command')
  if (code >= 500 && code < 600 && !isAboutUs(code, error)) {
    const byAddress = commandOf(error).startsWith('RCPT') && refusesAddress(answerOf(error))
    return { outcome: 'refused', failure, byAddress }
  }
  if (code >= 400 && code < 600) return { outcome: 'postponed', failure }
  return { outcome: allGiven ? 'unknown' : 'postponed', failure }
}

/** 530 and 535 speak of our sign-in, not of the mail: once that is mended, it goes out. */
function isAboutUs(code: number, error: unknown): boolean {
  return code === 530 || code === 535 || commandOf(error).startsWith('AUTH') || commandOf(error) === 'EHLO'
}

/** Long enough for the news of a cut during the body to arrive before the final dot leaves. */
const PAUSE_BEFORE_DOT_MS = 25

/**
 * A body that is first read after the server has said 354, and that knows when it has ended: nodemailer writes the
 * final dot right behind it. The end waits a moment, so that a cut in the middle is known as one, and is asked for.
 */
function watchedBody(
  bytes: Buffer,
  mayEnd: () => Promise<boolean>,
): { readonly stream: Readable; allGiven(): boolean } {
  let given = false
  let begun = false
  const end = async () => {
    if (await mayEnd()) stream.push(null)
    else stream.destroy(new Error('given up before the last byte'))
  }
  const stream = new Readable({
    read() {
      if (begun) return
      begun = true
      this.push(bytes)
      setTimeout(() => void end().catch((error: Error) => stream.destroy(error)), PAUSE_BEFORE_DOT_MS)
    },
  })
  stream.once('end', () => {
    given = true
  })
  return { stream, allGiven: () => given }
}

/** The server's own words, which stay here: they repeat addresses. */
function answerOf(error: unknown): string {
  const answer: unknown = error instanceof Error ? Reflect.get(error, 'response') : undefined
  return typeof answer === 'string' ? answer : ''
}

function responseCode(error: unknown): number {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined
  return typeof code === 'number' ? code : 0
}

function commandOf(error: unknown): string {
  const command: unknown = error instanceof Error ? Reflect.get(error, 'command') : undefined
  return typeof command === 'string' ? command : ''
}

/** A short code for staff and log: where it failed and the server's number; never its words, which repeat addresses. */
function failureCode(error: unknown, phase: string): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const kind = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'ERROR'
  const number = responseCode(error)
  return `${phase} ${commandOf(error).replaceAll(/[^A-Z ]/g, '')} ${number || kind}`.replaceAll(/ +/g, ' ')
}
