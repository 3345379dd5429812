import type pg from 'pg'
import { makeLinks } from '#apps/server/application.tsx'
import { type RunningServer, type ServerOptions, startServer } from '#apps/server/start.ts'
import type { Links } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { type Reach, type Visitor, visitor } from './http.ts'

/** A server that listens, on a city of its own whose clock has been set. */
export type Ground = {
  readonly city: City
  readonly server: RunningServer
  readonly port: number
  readonly links: Links
  /** Neuwalden and Zweitstadt as the directory has them now, with their clocks. */
  readonly authority: Authority
  readonly other: Authority
  /** Somebody new who comes to Neuwalden. */
  visitor(reach?: Partial<Reach>): Visitor
  /** Runs SQL as the owner, inside the schema of Neuwalden. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** Runs work as the application does. */
  run<T>(work: (tx: Tx) => Promise<T>, at?: Instant): Promise<T>
  /** What time it is in Neuwalden. */
  now(): Promise<Instant>
  close(): Promise<void>
}

/** Opens a city, sets the clocks of both authorities, and starts a server without sweeps. */
export async function openGround(
  options: { readonly at?: Instant; readonly server?: Partial<ServerOptions> } = {},
): Promise<Ground> {
  const city = await openCity({ connections: 4 })
  if (options.at !== undefined) await setClocks(city.ownerUrl, options.at)
  const server = await startServer({
    appUrl: city.appUrl,
    secret: city.secret,
    sweeps: false,
    connections: 16,
    ...options.server,
  })
  const named = await namedAuthorities(city)
  const run = <T>(work: (tx: Tx) => Promise<T>, at?: Instant) =>
    city.database.withAuthority(named.authority, work, at === undefined ? {} : { at })
  return {
    city,
    server,
    port: server.port,
    links: makeLinks(city.secret),
    ...named,
    visitor: (reach) => visitor({ port: server.port, ...reach }),
    sql: (text, values) => inSchema(city.ownerUrl, named.authority.schema, text, values),
    run,
    now: () => run(async (tx) => tx.now),
    async close() {
      await server.stop()
      await city.drop()
    },
  }
}

async function namedAuthorities(city: City): Promise<{ authority: Authority; other: Authority }> {
  const all = await city.database.authorities()
  const named = (key: string) => all.find((each) => each.key === key) ?? impossible(`no authority ${key}`)
  return { authority: named('neuwalden'), other: named('zweitstadt') }
}

/** Sets the demo clocks of all authorities, so that it is this moment there now. */
export function setClocks(ownerUrl: string, at: Instant): Promise<unknown> {
  return asOwner(ownerUrl, (client) =>
    client.query(
      `UPDATE shared.authority
       SET demo_offset_ms = $1::bigint - (extract(epoch FROM clock_timestamp()) * 1000)::bigint`,
      [at],
    ),
  )
}

/** Runs SQL as the owner with a schema on the path. */
export function inSchema<Row extends pg.QueryResultRow>(
  ownerUrl: string,
  schema: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return asOwner(ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${schema}`)
    return (await client.query<Row>(text, values)).rows
  })
}

/** Signs a visitor in; the session is in its cookies. */
export async function signIn(who: Visitor, login: string): Promise<Visitor> {
  const answer = await who.call('/api/session', { login, password: TEST_PASSWORD })
  if (answer.status !== 200) throw new Error(`${login} could not sign in: ${answer.text}`)
  return who
}

/** Resolves after so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
