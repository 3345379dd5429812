import { findSite } from '#features/authority/actions.ts'
import { type CounterDay, callNext } from '#features/hall/actions.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Clerk } from './clerks.ts'
import type { Ground } from './ground.ts'
import type { Visitor } from './http.ts'

/** What came of presses at the same instant: whom each counter got, and why the others got nobody. */
export type Pressed = { readonly visits: readonly string[]; readonly refusals: readonly string[] }

/** Clerks who press "next" several times at the same instant, over HTTP and in the process beside it. */
export type Pressers = {
  /** So many presses at each counter at once, of which `byHttp` go over HTTP. */
  press(each: number, byHttp: number): Promise<Pressed>
  close(): Promise<void>
}

/** So many press in the process at the same instant; the others come right behind them. */
const CONNECTIONS = 16
/** Addresses of each clerk: one alone would meet the limit of commands. */
const ADDRESSES = 20

/** Prepares the clerks: each has a browser at many addresses, and connections to the database beside. */
export async function openPressers(ground: Ground, clerks: readonly Clerk[]): Promise<Pressers> {
  const database = openDatabase({ url: ground.city.appUrl, connections: CONNECTIONS })
  const siteId = await ground.run(async (tx) => (await findSite(tx, 'mitte'))?.id ?? impossible('no site'))
  const seats = clerks.map(({ visitor, counter }) => ({
    here: hereOf(siteId, counter),
    browsers: Array.from({ length: ADDRESSES }, () => ground.visitor({ cookies: visitor.cookies })),
  }))
  let turn = 0
  return {
    async press(each, byHttp) {
      turn++
      // All counters first once, then again: each is pressed at the same time as the others.
      const inProcess = Array.from({ length: each - byHttp }, () => seats.map(({ here }) => here)).flat()
      const answers: OnePress[] = []
      const overHttp = seats.flatMap(({ here, browsers }) =>
        Array.from({ length: byHttp }, async (_, nth) => {
          const browser = browsers[(turn + nth) % ADDRESSES]
          if (browser) answers.push(await pressByHttp(browser, here))
        }),
      )
      const inTurn = Array.from({ length: CONNECTIONS }, async () => {
        for (let here = inProcess.pop(); here; here = inProcess.pop())
          answers.push(await pressInProcess(database, ground, here))
      })
      await Promise.all([...overHttp, ...inTurn])
      return {
        visits: answers.flatMap(({ visit }) => visit ?? []),
        refusals: answers.flatMap(({ refusal }) => refusal ?? []),
      }
    },
    close: () => database.close(),
  }
}

/** Each counter is pressed all of these at the same instant, in the process. What the presses gave. */
export async function herePressed(
  ground: Ground,
  clerks: readonly Clerk[],
  works: readonly ((tx: Tx, here: CounterDay) => Promise<unknown>)[],
): Promise<unknown[]> {
  const siteId = await ground.run(async (tx) => (await findSite(tx, 'mitte'))?.id ?? impossible('no site'))
  return Promise.all(
    clerks.flatMap(({ counter }) =>
      works.map((work) => ground.run((tx) => work(tx, hereOf(siteId, counter)))),
    ),
  )
}

function hereOf(siteId: Id<'site'>, counter: string): CounterDay {
  return { siteId, counterId: asId<'counter'>(counter), day: localDate('2027-03-01') }
}

type OnePress = { readonly visit?: string; readonly refusal?: string }

async function pressByHttp(browser: Visitor, { counterId }: CounterDay): Promise<OnePress> {
  const answer = await browser.call(`/api/counters/${counterId}/next`)
  if (answer.status !== 200)
    return { refusal: answer.status === 409 ? answer.json.code : `${answer.status} ${answer.text}` }
  // Without the guards somebody else may have called them away before the answer was made.
  return answer.json.visit ? { visit: answer.json.visit.visit } : { refusal: 'called away' }
}

async function pressInProcess(database: Database, ground: Ground, here: CounterDay): Promise<OnePress> {
  const called = await database.withAuthority(ground.authority, (tx) => callNext(tx, here))
  return called.ok ? { visit: called.value.id } : { refusal: called.code }
}
