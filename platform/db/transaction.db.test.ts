import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TryAgain, violatedConstraint } from './failure.ts'
import { db, json, raw } from './query.ts'
import type { Tx } from './transaction.ts'

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 2 })
})
beforeEach(() => run((tx) => tx.run(db.deleteFrom('closure'))))
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>) => city.database.withAuthority(city.authority, work)

const REASON = { de: 'zu', 'de-simple': 'zu', en: 'closed' }

function closure(tx: Tx, id = newId<'closure'>(tx.now), firstDay = '2027-05-03', lastDay = '2027-05-04') {
  const days = { first_day: localDate(firstDay), last_day: localDate(lastDay) }
  return db.insertInto('closure').values({ id, site_id: null, ...days, texts: json({ reason: REASON }) })
}

/** Ends before it begins, which a check refuses. */
const impossibleClosure = (tx: Tx) => closure(tx, undefined, '2027-05-04', '2027-05-03')
const closures = () => run(async (tx) => (await tx.rows(db.selectFrom('closure').select('id'))).length)

test('a statement sent along is seen by the next one, and kept by the commit when none follows', async () => {
  await run(async (tx) => {
    tx.sendAlong(closure(tx))
    expect(await tx.rows(db.selectFrom('closure').select('id'))).toHaveLength(1)
    tx.sendAlong(closure(tx))
  })
  expect(await closures()).toBe(2)
})

test('if it fails, the commit throws its error and nothing is kept', async () => {
  const work = run(async (tx) => {
    await tx.run(closure(tx))
    tx.sendAlong(impossibleClosure(tx))
    tx.sendAlong(closure(tx))
  })
  await expect(work).rejects.toMatchObject({ code: '23514' })
  expect(await closures()).toBe(0)
})

test('if it fails, the next statement throws its error and not one of its own', async () => {
  const work = run(async (tx) => {
    tx.sendAlong(impossibleClosure(tx), (failure) => new Error('explained', { cause: failure }))
    await tx.rows(db.selectFrom('closure').select('id'))
  })
  await expect(work).rejects.toMatchObject({ message: 'explained', cause: { code: '23514' } })
})

test('if it fails and the next statement is forgiven, nothing is kept all the same', async () => {
  const work = run(async (tx) => {
    await tx.run(closure(tx))
    tx.sendAlong(impossibleClosure(tx))
    await tx.rows(db.selectFrom('closure').select('id')).catch(() => [])
  })
  await expect(work).rejects.toMatchObject({ code: '23514' })
  expect(await closures()).toBe(0)
})

test('the first of several failures is thrown', async () => {
  const work = run(async (tx) => {
    tx.sendAlong(raw(sql`SELECT 1 / 0`))
    tx.sendAlong(impossibleClosure(tx))
  })
  await expect(work).rejects.toMatchObject({ code: '22012' })
})

test('a transaction is tried again when its failure is explained so, and knows that', async () => {
  const id = newId<'closure'>(await run(async (tx) => tx.now))
  await run((tx) => tx.run(closure(tx, id)))
  const attempts: number[] = []
  await run(async (tx) => {
    attempts.push(tx.attempt)
    tx.sendAlong(closure(tx, tx.attempt === 1 ? id : undefined), (failure) =>
      violatedConstraint(failure) === 'closure_pkey' ? new TryAgain() : failure,
    )
  })
  expect(attempts).toEqual([1, 2])
  expect(await closures()).toBe(2)
})

test('after its end a transaction sends nothing along', async () => {
  const ended = await run(async (tx) => tx)
  expect(() => ended.sendAlong(closure(ended))).toThrow('this transaction has ended')
})

/** Wants the row of a site that somebody else has, for a millisecond, until that one lets it go before a try. */
async function wantLocked(letGoBefore: number): Promise<number> {
  return asOwner(city.ownerUrl, async (holder) => {
    await holder.query(`BEGIN; SELECT FROM ${city.authority.schema}.site FOR KEY SHARE`)
    return run(async (tx) => {
      if (tx.attempt === letGoBefore) await holder.query('COMMIT')
      await tx.run(raw(sql`SET LOCAL lock_timeout = '1ms'`))
      await tx.run(raw(sql`SELECT FROM site FOR UPDATE`))
      return tx.attempt
    })
  })
}

test('whoever waits for locks only for a moment is tried again until those before are done', async () => {
  expect(await wantLocked(8)).toBe(8)
})

test('but not for ever, and other failures not so often', async () => {
  await expect(wantLocked(100)).rejects.toMatchObject({ code: '55P03' })
  let tries = 0
  const work = run(() => {
    tries++
    return Promise.reject(new TryAgain())
  })
  await expect(work).rejects.toThrow(TryAgain)
  expect(tries).toBe(3)
})
