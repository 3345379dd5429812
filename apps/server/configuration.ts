import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from 'typebox'
import { readSigningKey, type SigningKey } from '#features/message/jobs.ts'
import { isReturnMailbox, RETURN_NAME_LIMIT } from '#features/message/model/bounce.ts'
import { readConfiguration } from '#platform/http/config.ts'
import { KNOWN_SERVICES } from '#platform/push/services.ts'

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Where a trial keeps its database, secret and mails; DRAN_HOME names another folder. */
export function homeDirectory(): string {
  return process.env.DRAN_HOME?.trim() || join(ROOT, '.dran')
}

/** Every variable that the server reads, with its meaning; docs/operations.md lists the same. */
export const ConfigurationSchema = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description:
        'PostgreSQL 15 or newer, as a role that may create roles and schemas; without it a trial database',
    }),
  ),
  DRAN_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      maxLength: 256,
      description: 'secret from which keys of links and logins are made',
    }),
  ),
  HOST: Type.String({ default: '127.0.0.1', maxLength: 255, description: 'address to listen on' }),
  PORT: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 65_535,
    description: 'port; 0 takes a free one and keeps it',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/]+$',
      description:
        'how citizens reach this server, with HOST in place of the host name where there are several cities',
    }),
  ),
  TRUSTED_PROXIES: Type.String({
    default: '',
    description: 'addresses of reverse proxies, separated by commas',
  }),
  SHARED_NETWORKS: Type.String({
    default: '',
    description: 'networks whose many people share few addresses',
  }),
  METRICS_TOKEN: Type.Optional(
    Type.String({ minLength: 16, description: 'bearer token that may read /metrics from elsewhere' }),
  ),
  SMTP_URL: Type.Optional(
    Type.String({ pattern: '^smtps?://', description: 'mail server, e.g. smtp://mail:587' }),
  ),
  SMS_GATEWAY: Type.Optional(
    Type.String({ pattern: '^https?://[^/]+$', description: 'SMS gateway (docs/sms-gateway.md)' }),
  ),
  SMS_KEY: Type.Optional(
    Type.String({ minLength: 32, maxLength: 256, description: 'the key that it has given' }),
  ),
  DKIM_KEYS: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'folder of the keys with which mails are signed, each in a file DOMAIN.SELECTOR.pem',
    }),
  ),
  BOUNCE_ADDRESS: Type.Optional(
    Type.String({
      maxLength: 254,
      description:
        'address to which reports come back about mails that do not arrive; its mailbox takes NAME+…@DOMAIN',
    }),
  ),
  BOUNCE_MAILBOX: Type.Optional(
    Type.String({
      pattern: '^imaps?://[^/@:]+:[^/@]+@',
      description: 'the mailbox of that address, imaps://user:password@host/FOLDER',
    }),
  ),
  BOUNCE_KEYS: Type.Optional(
    Type.String({
      pattern: '^[!-+.-~-]{32,256}(,[!-+.-~-]{32,256})?$',
      description:
        'keys with which reports are signed that are handed over by HTTP (docs/operations.md); two while one takes the place of the other, separated by a comma',
    }),
  ),
  ESPEAK: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'the program that speaks calls; without it espeak-ng in PATH',
    }),
  ),
  PAPERS_FOLDER: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'folder of the sealed papers; without it papers/ in DRAN_HOME',
    }),
  ),
  PAPERS_KEYS: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'folder of the keys of days, in no backup; without it paper-keys/ in DRAN_HOME',
    }),
  ),
  PAPERS_MASTER_KEY: Type.Optional(
    Type.String({
      pattern: '^/',
      description: 'file of the key that wraps the keys of days; without it paper-master-key in DRAN_HOME',
    }),
  ),
  CLAMD: Type.Optional(
    Type.String({
      pattern: '^(/.+|[A-Za-z0-9.-]+:[0-9]{1,5})$',
      description: 'where ClamAV listens: its socket, or host:port',
    }),
  ),
  PUSH_SERVICES: Type.String({
    default: KNOWN_SERVICES.join(','),
    description: 'push services that phones are told through, separated by commas; none: nobody is told',
  }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    description: 'how much is logged',
  }),
  DATABASE_CONNECTIONS: Type.Integer({
    default: 16,
    minimum: 2,
    maximum: 200,
    description: 'connections to the database',
  }),
})

export type ServerConfiguration = Static<typeof ConfigurationSchema>

/** Configuration that cannot be used: `lines` says why, one line for each variable. */
export class ConfigurationError extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** Reads the environment; throws a ConfigurationError with one clear line for each wrong variable. */
export function readServerConfiguration(environment: NodeJS.ProcessEnv = process.env): ServerConfiguration {
  const read = readConfiguration(ConfigurationSchema, environment)
  if (!read.ok) throw new ConfigurationError(read.lines)
  const { value } = read
  if (value.DATABASE_URL && !value.DRAN_SECRET) {
    throw new ConfigurationError(['DRAN_SECRET is missing: with DATABASE_URL the secret must be given, too'])
  }
  if (value.SMS_GATEWAY && !value.SMS_KEY)
    throw new ConfigurationError(['SMS_KEY is missing: with SMS_GATEWAY its key must be given, too'])
  const areReportsRead = value.BOUNCE_MAILBOX !== undefined || value.BOUNCE_KEYS !== undefined
  if ((value.BOUNCE_ADDRESS === undefined) === areReportsRead)
    throw new ConfigurationError([
      'BOUNCE_ADDRESS belongs together with BOUNCE_MAILBOX or BOUNCE_KEYS: one of them is missing',
    ])
  if (value.BOUNCE_ADDRESS !== undefined && !isReturnMailbox(value.BOUNCE_ADDRESS))
    throw new ConfigurationError([
      `BOUNCE_ADDRESS must be a plain address with at most ${RETURN_NAME_LIMIT} characters and no + before the @`,
    ])
  return value
}

/** The installation's secret: from the environment, or one that a trial makes once and keeps readable by its owner only. */
export function installationSecret(configuration: ServerConfiguration): string {
  if (configuration.DRAN_SECRET) return configuration.DRAN_SECRET
  const home = homeDirectory()
  const file = join(home, 'secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  // 0711: the user of the trial database must pass through; what is secret is readable by its owner only.
  mkdirSync(home, { recursive: true, mode: 0o711 })
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  return secret
}

/** The keys with which mails are signed, by domain; throws a ConfigurationError that names each file that is none. */
export function signingKeys({ DKIM_KEYS: folder }: ServerConfiguration): ReadonlyMap<string, SigningKey> {
  if (!folder) return new Map()
  if (!existsSync(folder)) throw new ConfigurationError([`DKIM_KEYS: there is no folder ${folder}`])
  const read = readdirSync(folder)
    .filter((name) => name.endsWith('.pem'))
    .map((name) => ({ name, key: readSigningKey(name, readFileSync(join(folder, name), 'utf8')) }))
  const faults = read.flatMap(({ name, key }) =>
    key.ok ? [] : [`DKIM_KEYS: ${name} ${WHY_NO_KEY[key.code]}`],
  )
  if (faults.length > 0) throw new ConfigurationError(faults)
  return new Map(read.flatMap(({ key }) => (key.ok ? [[key.value.domain, key.value] as const] : [])))
}

const WHY_NO_KEY = {
  bad_name: 'is not named DOMAIN.SELECTOR.pem',
  no_key: 'holds no private key',
  not_rsa_2048: 'is no RSA key of at least 2,048 bits',
} as const

/** Where papers, the keys of their days and the master key lie. */
export function papersPlace(configuration: ServerConfiguration): PapersPlace {
  const home = homeDirectory()
  return {
    folder: configuration.PAPERS_FOLDER ?? join(home, 'papers'),
    keysFolder: configuration.PAPERS_KEYS ?? join(home, 'paper-keys'),
    masterFile: configuration.PAPERS_MASTER_KEY ?? join(home, 'paper-master-key'),
  }
}

/** Absolute paths; all nodes of an installation share them. */
export type PapersPlace = {
  readonly folder: string
  readonly keysFolder: string
  readonly masterFile: string
}

/** A list in one variable, separated by commas. */
export function listOf(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || [])
}
