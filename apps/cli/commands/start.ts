import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PrinterSimulator, startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { type ScannerSimulator, startScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { ensureDemo, startDemo } from '#apps/demo/demo.ts'
import { type Mailbox, startMailbox } from '#apps/demo/mailbox.ts'
import { type DemoSms, startDemoSms } from '#apps/demo/sms.ts'
import {
  ConfigurationError,
  homeDirectory,
  listOf,
  papersPlace,
  readServerConfiguration,
  type ServerConfiguration,
  signingKeys,
} from '#apps/server/configuration.ts'
import { AlreadyRunning, type Environment, openEnvironment } from '#apps/server/environment.ts'
import { type RunningServer, startServer } from '#apps/server/start.ts'
import { HOUR } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openLog } from '#platform/log/log.ts'
import { findSpeechProgram } from '#platform/speech/speech.ts'
import { systemClock } from '#platform/time/clock.ts'
import type { Command } from '../command.ts'
import { trialWarning } from '../trial.ts'
import { build } from './build.ts'

/** The command `./dran start`. */
export const command: Command = {
  usage: `Usage: ./dran start [--no-demo]

Starts Dran on this machine and prints its addresses. Ctrl-C stops it.
Without DATABASE_URL it brings up a PostgreSQL of its own in .dran/ for trial, demo and tests, and plays the demo city.
With DATABASE_URL (PostgreSQL 15 or newer) and DRAN_SECRET it serves that database: that is production.
All variables: docs/operations.md.

  --no-demo   do not make the demo city where no authority exists yet, and let nobody act in it`,
  run: async (args) => {
    const { values } = parseArgs({
      args: [...args],
      options: { 'no-demo': { type: 'boolean', default: false } },
    })
    try {
      return await start(!values['no-demo'])
    } catch (error) {
      if (error instanceof AlreadyRunning) return sayRunning(error)
      if (!(error instanceof ConfigurationError)) throw error
      for (const line of error.lines) console.error(line)
      return 2
    }
  },
}

function sayRunning(running: AlreadyRunning): number {
  const info: unknown = running.info
  const url = info && typeof info === 'object' && 'url' in info ? ` at ${String(info.url)}` : ''
  console.error(`Dran is running in this folder already${url} (process ${running.processId}).`)
  return 1
}

async function start(demo: boolean): Promise<number> {
  const configuration = readServerConfiguration()
  const say = (line: string) => console.log(line)
  await build()
  const environment = await openEnvironment(configuration, say)
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  try {
    const { migrator, embedded } = environment
    await migrator.migrateAll((authority, name) => say(`Migrating ${authority}: ${name}`))
    if (demo && embedded) await ensureDemo(environment, say)
    const hasDemo = (await migrator.authorities()).some((authority) => authority.demo)
    // The owner's connection is for demo clocks; no server of real authorities keeps it.
    if (!hasDemo) await migrator.close()
    const mailbox = hasDemo ? await startMailbox({ folder: join(homeDirectory(), 'mail') }) : undefined
    const printer = hasDemo ? await startPrinterSimulator({ keep: 12 }) : undefined
    const scanner = hasDemo ? startScannerSimulator() : undefined
    const sms = mailbox ? await startDemoSms(await migrator.authorities(), mailbox) : undefined
    const server = await serve(configuration, environment, mailbox, { printer, scanner, sms })
    const playing =
      demo && hasDemo ? await startDemo(environment, server, join(homeDirectory(), 'agent')) : undefined
    embedded?.announce({ url: server.url })
    sayAddresses(server, say)
    const trial = embedded ? warnOfTrial(server, say) : undefined
    const code = await Promise.race([
      stopped.then(() => 0),
      ...(embedded ? [embedded.lost.then((error) => sayLost(error))] : []),
    ])
    trial?.stop()
    say('Stopping …')
    try {
      await playing?.stop()
      await server.stop()
      await sms?.stop()
      await mailbox?.stop()
      await printer?.stop()
      scanner?.stop()
    } catch (error) {
      // Without a database hardly anything stops in order, and that it is gone has been said.
      if (code === 0) throw error
    }
    say('Stopped.')
    return code
  } finally {
    await environment.close()
  }
}

function sayLost(error: Error): number {
  console.error(`The database is gone: ${error.message}`)
  return 1
}

/** The simulated devices of the demo. */
type Terminal = {
  readonly printer: PrinterSimulator | undefined
  readonly scanner: ScannerSimulator | undefined
  readonly sms: DemoSms | undefined
}

function serve(
  configuration: ServerConfiguration,
  environment: Environment,
  mailbox: Mailbox | undefined,
  { printer, scanner, sms }: Terminal,
): Promise<RunningServer> {
  const speechProgram = findSpeechProgram(configuration.ESPEAK, process.env.PATH)
  const { SMS_GATEWAY: url, SMS_KEY: key } = configuration
  const realSms = url && key ? { url, key } : undefined
  const options = {
    appUrl: environment.appUrl,
    secret: environment.secret,
    host: configuration.HOST,
    connections: configuration.DATABASE_CONNECTIONS,
    ...(mailbox ? { mailbox, migrator: environment.migrator } : {}),
    ...(printer ? { printer } : {}),
    ...(scanner ? { scanner } : {}),
    log: openLog({
      level: environment.embedded && !process.env.LOG_LEVEL ? 'warn' : configuration.LOG_LEVEL,
    }),
    http: {
      trustedProxies: listOf(configuration.TRUSTED_PROXIES),
      sharedNetworks: listOf(configuration.SHARED_NETWORKS),
      ...(configuration.METRICS_TOKEN ? { metricsToken: configuration.METRICS_TOKEN } : {}),
    },
    papers: papersPlace(configuration),
    ...(configuration.CLAMD ? { clamd: configuration.CLAMD } : {}),
    pushServices: listOf(configuration.PUSH_SERVICES).filter((service) => service !== 'none'),
    ...(speechProgram ? { speechProgram } : {}),
    ...(configuration.SMTP_URL ? { smtpUrl: configuration.SMTP_URL } : {}),
    smsGateway: (authority: Authority) => (authority.demo ? sms?.accessOf(authority.key) : realSms),
    ...(configuration.BOUNCE_ADDRESS
      ? {
          bounces: {
            address: configuration.BOUNCE_ADDRESS,
            ...(configuration.BOUNCE_MAILBOX ? { mailbox: configuration.BOUNCE_MAILBOX } : {}),
          },
        }
      : {}),
    bounceKeys: configuration.BOUNCE_KEYS?.split(',') ?? [],
    signingKeys: signingKeys(configuration),
    ...(configuration.PUBLIC_URL ? { publicUrl: publicUrlOf(configuration.PUBLIC_URL) } : {}),
  }
  return listen(configuration.PORT, (port) => startServer({ ...options, port }))
}

const publicUrlOf = (pattern: string) => (hostname: string) => pattern.replace('HOST', hostname)

/** Without a port in the configuration a free one is taken and kept for the next start, so that links stay right. */
async function listen(
  wanted: number,
  start: (port: number) => Promise<RunningServer>,
): Promise<RunningServer> {
  if (wanted !== 0) return start(wanted)
  const file = join(homeDirectory(), 'port')
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const server = await start(kept).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return start(0)
  })
  writeFileSync(file, `${server.port}\n`)
  return server
}

function sayAddresses(server: RunningServer, say: (line: string) => void): void {
  const authorities = server.parts.directory.all()
  const addresses = authorities
    .flatMap(({ hostnames }) => hostnames[0] ?? [])
    .map((name) => `http://${name}:${server.port}`)
  say('')
  for (const address of addresses) say(`  ${address}/`)
  const [first] = addresses
  if (!first) say(`  ${server.url} answers to no city yet: ./dran import FOLDER`)
  else say(`  ${first}/console   for staff`)
  if (authorities[0]?.demo) {
    say(`  ${first}/demo      the demonstration: phone, clock, mailbox, accounts`)
    say('')
    say('  Demo accounts (password: dran-demo): schalter, info, telefon, leitung, verwaltung,')
    say('  datenschutz, personalrat')
    say(`  Kiosk ${first}/kiosk/altmarkt   Display ${first}/display/altmarkt`)
  }
  say('')
}

/** Says at the start and every hour what the trial database is for, once it should not be used any more. */
function warnOfTrial(server: RunningServer, say: (line: string) => void): { stop(): void } {
  const warn = () => {
    for (const line of trialWarning(server.parts.directory.all(), systemClock.now())) say(line)
  }
  warn()
  const timer = setInterval(warn, HOUR)
  return { stop: () => clearInterval(timer) }
}
