import { expect, it } from 'vitest'
import type { Tx } from '#platform/db/transaction.ts'
import { openHandOverCity } from '#test/handOverCity.ts'
import { callNext, hallOf } from './actions.ts'

const { run, site, counterAt, draw } = openHandOverCity()

/** A transaction in which something else happens just before the first rows are read. */
function interrupted(tx: Tx, meanwhile: () => Promise<unknown>): Tx {
  let isFirst = true
  return {
    ...tx,
    async rows(query) {
      if (isFirst) {
        isFirst = false
        await meanwhile()
      }
      return tx.rows(query)
    },
  }
}

it('a view of the hall holds what its number says, also when somebody is called while it is read', async () => {
  await draw()
  const before = await run((tx) => hallOf(tx, site()))
  const call = () => run((tx) => callNext(tx, counterAt(0)))
  const view = await run((tx) => hallOf(interrupted(tx, call), site()))
  expect(view).toEqual(await run((tx) => hallOf(tx, site())))
  expect(view.calls).toHaveLength(1)
  expect(view.number).toBeGreaterThan(before.number)
})
