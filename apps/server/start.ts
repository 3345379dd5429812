import type { PrinterSimulator } from '#apps/agent/simulator/printer.ts'
import type { ScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { openDemoClocks } from '#apps/demo/live/clock.ts'
import type { Mailbox } from '#apps/demo/mailbox.ts'
import { createLiveSearch } from '#features/booking/actions.ts'
import { createHallWatch } from '#features/hall/actions.ts'
import {
  type MailTransport,
  openBounceMailbox,
  openTransport,
  type SigningKey,
  smsCarrier,
  startBounces,
  startSender,
  takeReport,
} from '#features/message/jobs.ts'
import { startPromises } from '#features/promise/jobs.ts'
import { pushCarrier, startPusher } from '#features/push/jobs.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openDatabase } from '#platform/db/database.ts'
import type { Migrator } from '#platform/db/migrate.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'
import { type Assets, loadAssets } from '#platform/http/assets.ts'
import { close } from '#platform/http/close.ts'
import { openDoors } from '#platform/http/doors.ts'
import { type Log, openLog } from '#platform/log/log.ts'
import { openPushSender } from '#platform/push/sender.ts'
import { openSmsGateway } from '#platform/sms/gateway.ts'
import { openSpeech } from '#platform/speech/speech.ts'
import { type ApplicationParts, buildApplication, makeLinks, makePushKeys } from './application.tsx'
import type { PapersPlace } from './configuration.ts'
import { openDirectory } from './directory.ts'
import { type OtherPipeline, openVault, ownPlace, startPipeline } from './papers.ts'
import { punctualityAt } from './punctuality.ts'
import { startSweeps } from './sweeps.ts'

/** How a server is started; the database must be prepared and migrated. */
export type ServerOptions = {
  readonly appUrl: string
  readonly secret: string
  readonly host?: string
  /** 0 takes a free port. */
  readonly port?: number
  readonly connections?: number
  readonly log?: Log
  readonly assets?: Assets
  readonly http?: ApplicationParts['http']
  readonly takenLasts?: ApplicationParts['takenLasts']
  /** Runs sweeps (expiry of holds, release, day's end). Default: yes. */
  readonly sweeps?: boolean
  /** SMTP server for the outbox of real authorities; without it mails wait. */
  readonly smtpUrl?: string
  /** Where SMS of an authority go, and the key for it; without it they wait. */
  readonly smsGateway?: (authority: Authority) => SmsAccess | undefined
  /** Where reports come back about mails of real authorities that do not arrive, and the mailbox in which they are read. */
  readonly bounces?: { readonly address: string; readonly mailbox?: string }
  /** With one of these keys reports about mails of real authorities are signed that come in over HTTP. */
  readonly bounceKeys?: readonly string[]
  /** With what mails are signed, by the domain of their sender. */
  readonly signingKeys?: ReadonlyMap<string, SigningKey>
  /** Where demo authorities deliver, shown at /demo/mail; whoever started it stops it. */
  readonly mailbox?: Mailbox
  /** The simulated printer of the demo, shown at /demo/printer; whoever started it stops it. */
  readonly printer?: PrinterSimulator
  /** The simulated scanner beside it. */
  readonly scanner?: ScannerSimulator
  /** With it the clocks of demo authorities can be set, by their page and by the demo itself. */
  readonly migrator?: Migrator
  /** The program that speaks calls on displays; without it they have the chime alone. */
  readonly speechProgram?: string
  /** Where papers lie that people hand in; without it in a place of this process alone that goes with it, for tests. */
  readonly papers?: PapersPlace
  /** Where ClamAV listens; without it papers wait, or are marked as unchecked (setting of the city). */
  readonly clamd?: string
  /** Takes papers through the pipeline also without sweeps, with these parts of it. For tests. */
  readonly pipeline?: OtherPipeline
  /** The push services that phones are told through; without any nobody is told. */
  readonly pushServices?: readonly string[]
  /** How citizens reach a host name, for links in mails; default: this server's own address. */
  readonly publicUrl?: (hostname: string) => string
}

/** An SMS gateway and the key that it has given. */
export type SmsAccess = { readonly url: string; readonly key: string }

/** A server that listens. */
export type RunningServer = {
  readonly port: number
  /** Address of the first authority, e.g. http://127.0.0.1:8080 */
  readonly url: string
  readonly parts: ApplicationParts
  /** Stops taking requests, finishes those in flight, ends streams and connections. */
  stop(): Promise<void>
}

const GRACE_SECONDS = 10

/** Starts one node of the server. Several may run on one database. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? openLog({ level: 'silent' })
  const onError = (error: unknown) => log.error(error instanceof Error ? error : new Error(String(error)))
  const connections = options.connections
  const database = openDatabase({ url: options.appUrl, ...(connections ? { connections } : {}) })
  const directory = await openDirectory(database, onError)
  const wakeUps = startWakeUps(database, onError)
  const links = makeLinks(options.secret)
  const { migrator, pushServices = [] } = options
  const push =
    pushServices.length > 0
      ? { sender: openPushSender(pushServices), keys: makePushKeys(options.secret) }
      : undefined
  const { byKey: present, refresh } = directory
  const hallWatch = createHallWatch(database, wakeUps, directory.byKey, onError)
  const promises = startPromises({ database, hallWatch, authorityNow: directory.byKey, onError })
  const papersAt = options.papers ? { place: options.papers, remove: () => undefined } : ownPlace()
  const parts: ApplicationParts = {
    database,
    directory,
    hallWatch,
    promises,
    wakeUps,
    liveSearch: createLiveSearch(database, wakeUps, directory.byKey),
    links,
    vault: openVault(papersAt.place),
    assets: options.assets ?? loadAssets(),
    log,
    ...(options.http ? { http: options.http } : {}),
    ...(options.takenLasts === undefined ? {} : { takenLasts: options.takenLasts }),
    ...(options.speechProgram ? { speech: openSpeech(options.speechProgram) } : {}),
    ...(push ? { push } : {}),
    smsKey: (authority: Authority) => options.smsGateway?.(authority)?.key,
    mailReports: {
      keys: options.bounceKeys ?? [],
      take: (mail) => takeReport({ database, links, log, authorities: directory.all }, mail),
    },
    ...(options.printer ? { printer: options.printer } : {}),
    ...(options.scanner ? { scanner: options.scanner } : {}),
    ...(options.mailbox ? { mailbox: options.mailbox } : {}),
    isSigned: (domain) => options.signingKeys?.has(domain) ?? false,
    ...(migrator ? { clocks: openDemoClocks({ database, migrator, present, refresh }) } : {}),
  }
  const app = buildApplication(parts)
  const sweeps = options.sweeps === false ? undefined : startSweeps(database, directory.all, onError)
  const host = options.host ?? '127.0.0.1'
  let port: number
  try {
    port = await openDoors(app, { host, port: options.port ?? 0 })
  } catch (error) {
    await sweeps?.stop()
    await promises.stop()
    directory.stop()
    await wakeUps.stop()
    await database.close()
    papersAt.remove()
    throw error
  }
  const mail = startMail(options, port)
  const sender = startSender({
    database,
    links,
    log,
    wakeUps,
    authorities: directory.all,
    ...mail,
    carriers: (authority) => ({
      ...mail.carriers(authority),
      ...(push ? { push: pushCarrier({ database, log, ...push }, authority) } : {}),
    }),
  })
  const bounces = startReading(options, { database, links, log, authorities: directory.all })
  const papers =
    options.sweeps === false && !options.pipeline
      ? undefined
      : startPipeline({
          ...parts,
          onError,
          clamd: options.clamd,
          metrics: app.serving.metrics,
          other: options.pipeline,
        })
  const watching = { hallWatch, wakeUps, authorities: directory.all }
  const pusher = startPusher({ database, log, push, ...watching })
  return {
    port,
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    parts,
    async stop() {
      await close(app, { graceSeconds: GRACE_SECONDS })
      await sweeps?.stop()
      await pusher.stop()
      await papers?.stop()
      await promises.stop()
      await sender.stop()
      await bounces?.stop()
      await mail.close()
      directory.stop()
      parts.liveSearch.stop()
      await wakeUps.stop()
      await database.close()
      papersAt.remove()
    },
  }
}

/** Reads the reports about mails that did not arrive, if there is a mailbox for them. */
function startReading(
  { bounces, sweeps }: ServerOptions,
  deps: Omit<Parameters<typeof startBounces>[0], 'mailbox'>,
) {
  if (!bounces?.mailbox || sweeps === false) return undefined
  return startBounces({ ...deps, mailbox: openBounceMailbox(bounces.mailbox) })
}

/** The mail servers of real and demo authorities, and the addresses that mails point to. */
function startMail(options: ServerOptions, port: number) {
  const { smtpUrl, mailbox } = options
  const real = smtpUrl ? openTransport({ url: smtpUrl }) : undefined
  const demo = new Map<string, MailTransport>()
  const demoTransport = (authority: Authority) => {
    const known = demo.get(authority.key)
    if (known || !mailbox) return known
    const opened = openTransport({ url: mailbox.smtpUrl(authority) })
    demo.set(authority.key, opened)
    return opened
  }
  const ownUrl = (hostname: string) => `http://${hostname}:${port}`
  const publicUrl = (authority: Authority) =>
    (options.publicUrl ?? ownUrl)(authority.hostnames[0] ?? '127.0.0.1').replace(/\/$/, '')
  return {
    signingKey: (domain: string) => options.signingKeys?.get(domain),
    bounceAddress: ({ demo }: Authority) => (demo ? undefined : options.bounces?.address),
    transport: (authority: Authority) => (authority.demo ? demoTransport(authority) : real),
    carriers(authority: Authority) {
      const access = options.smsGateway?.(authority)
      if (!access) return {}
      return { sms: smsCarrier(openSmsGateway(access), `${publicUrl(authority)}/api/sms/reports`) }
    },
    publicUrl,
    punctualityAt,
    async close() {
      await Promise.all([real, ...demo.values()].map((transport) => transport?.close()))
    },
  }
}
