import type { Instant } from '#kernel/instant.ts'

/** One city as the database knows it: its schema, its role, and the host names it answers to. */
export type Authority = {
  readonly key: string
  readonly schema: string
  readonly role: string
  readonly hostnames: readonly string[]
  readonly demo: boolean
  /** Milliseconds added to the database's time; always 0 for a real authority. */
  readonly demoOffset: number
  /** When it was made, in the database's time. */
  readonly createdAt: Instant
  /** The newest migration applied to its schema; 0 when none is. */
  readonly version: number
}

const IDENTIFIER = /^[a-z][a-z0-9_]{0,62}$/

/**
 * Quotes a schema or role name that comes from the authority directory, never from a request.
 * Throws on anything that is not a plain lower-case identifier.
 */
export function quoteIdentifier(name: string): string {
  if (!IDENTIFIER.test(name)) throw new Error(`not an identifier: ${name}`)
  return `"${name}"`
}

/** The schema of an authority with this key, e.g. city_neuwalden. */
export function schemaName(authorityKey: string): string {
  return `city_${authorityKey.replaceAll('-', '_')}`
}

/** The role of an authority, e.g. dran_1a2b3c4d_neuwalden; the installation's key keeps clusters apart. */
export function roleName(installationKey: string, authorityKey: string): string {
  return `dran_${installationKey}_${authorityKey.replaceAll('-', '_')}`
}

/** The login role of the server: owns nothing, inherits nothing. */
export function appRoleName(installationKey: string): string {
  return `dran_${installationKey}_app`
}
