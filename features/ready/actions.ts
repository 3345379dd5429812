import { dropWaiting, queueReady } from '#features/message/actions.ts'
import { callTo, wayTo } from '#features/visit/model/channel.ts'
import { type Id, newId } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Entered, type NotTold, readNumbers, UNDO_FOR } from './model.ts'
import { type FoundMatter, findMatters, insertReady, messagesOfRun } from './store.ts'

/** What came of a list of finished documents, by the numbers as they were entered; it names nobody. */
export type ReadyRun = {
  readonly runId: Id<'run'>
  readonly told: readonly string[]
  readonly notTold: readonly { readonly number: string; readonly why: NotTold }[]
}

/** Whose a number is; nulls where the contact is deleted. */
export type Named = Pick<FoundMatter, 'name' | 'phone'>

/**
 * Tells the people of these numbers, each once, that their document is ready. Their messages wait some minutes, so that
 * the list can be taken back. `siteId`: only of this site.
 */
export async function tellReady(
  tx: Tx,
  numbers: readonly string[],
  siteId: Id<'site'> | null,
): Promise<ReadyRun> {
  const runId = newId<'run'>(tx.now)
  const told: string[] = []
  const notTold = []
  for (const { number, matter } of await mattersFor(tx, numbers, siteId)) {
    const why = typeof matter === 'string' ? matter : await tell(tx, runId, matter)
    if (why) notTold.push({ number, why })
    else told.push(number)
  }
  return { runId, told, notTold }
}

/** Whose these numbers are, as it is known now; a number of which that is not clear, or of another site, is left out. */
export async function peopleOf(
  tx: Tx,
  numbers: readonly string[],
  siteId: Id<'site'> | null,
): Promise<ReadonlyMap<string, Named>> {
  const found = await mattersFor(tx, numbers, siteId)
  return new Map(
    found.flatMap(({ number, matter }) => (typeof matter === 'string' ? [] : [[number, matter]])),
  )
}

async function mattersFor(tx: Tx, numbers: readonly string[], siteId: Id<'site'> | null) {
  const entered = readNumbers(numbers.join('\n'))
  const codes = (isReference: boolean) =>
    entered.flatMap((each) => (each.isReference === isReference ? each.code : []))
  const found = await findMatters(tx, { references: codes(true), numbers: codes(false) })
  return entered.map((each) => ({ number: each.written, matter: matterFor(each, found, siteId) }))
}

function matterFor(
  { code, isReference }: Entered,
  found: readonly FoundMatter[],
  siteId: Id<'site'> | null,
): FoundMatter | NotTold {
  const [matter, ...more] = found.filter(
    (one) =>
      (isReference ? one.reference : one.bookingNumber) === code &&
      (siteId === null || one.siteId === siteId),
  )
  if (!matter) return 'unknown'
  return more.length > 0 ? 'several' : matter
}

/** Puts the message of one matter into the outbox; else why not. */
async function tell(tx: Tx, runId: Id<'run'>, matter: FoundMatter): Promise<NotTold | undefined> {
  const { matterId, visitId, language, state, name } = matter
  if (matter.told) return 'told'
  if (state !== 'done' && state !== 'settled') return 'not_served'
  if (name === null) return 'gone'
  // Who left a number alone is called; until somebody has, they stand on the list of what did not arrive.
  const way = wayTo(matter) ?? callTo(matter)
  if (!way) return 'no_way'
  const messageId = await queueReady(tx, { visitId, language, ...way }, plus(tx.now, UNDO_FOR))
  if (await insertReady(tx, { matterId, runId, messageId }))
    return way.channel === 'telephone' ? 'call' : undefined
  // Somebody else has entered it in this moment.
  await dropWaiting(tx, [messageId])
  return 'told'
}

/** Takes a list back: whose message waits still is not told; how many, and how many are out already. */
export async function untellReady(
  tx: Tx,
  runId: Id<'run'>,
): Promise<Result<{ readonly taken: number; readonly out: number }, 'unknown_run'>> {
  const messages = await messagesOfRun(tx, runId)
  if (messages.length === 0) return fail('unknown_run')
  const taken = await dropWaiting(tx, messages)
  return ok({ taken, out: messages.length - taken })
}
