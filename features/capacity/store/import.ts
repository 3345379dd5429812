import type { CounterSkillTable, CounterTable } from '#db/schema.gen.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Changes, merge, replaceRows } from '#platform/db/merge.ts'
import { db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { ShiftRule } from '../model.ts'

export type CounterRow = Omit<CounterTable, 'id' | 'active'> & { active: boolean }

/** All counters, also inactive ones. */
export function readCounterRows(tx: Tx): Promise<(CounterRow & { id: Id<'counter'> })[]> {
  return tx.rows(db.selectFrom('counter').selectAll())
}

/** Creates and changes counters; removes those at which nobody ever was served or is booked. */
export async function mergeCounters(
  tx: Tx,
  wanted: readonly CounterRow[],
  nameOf: (counter: CounterRow) => string,
): Promise<Changes> {
  return merge(tx, {
    nameOf,
    standing: await readCounterRows(tx),
    wanted,
    insert: (counter) => {
      const id = newId<'counter'>(tx.now)
      return tx.run(db.insertInto('counter').values({ ...counter, id, texts: json(counter.texts) }))
    },
    update: ({ id }, counter) =>
      tx.run(
        db
          .updateTable('counter')
          .set({ ...counter, texts: json(counter.texts) })
          .where('id', '=', id),
      ),
    remove: ({ id }) => db.deleteFrom('counter').where('id', '=', id),
    deactivate: async ({ id, active }) => {
      await tx.run(db.updateTable('counter').set({ active: false }).where('id', '=', id))
      return active
    },
  })
}

/** Skills of all counters; whether any changed. */
export async function replaceSkills(tx: Tx, wanted: readonly CounterSkillTable[]): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('counter_skill').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('counter_skill'))
    if (wanted.length > 0) await tx.run(db.insertInto('counter_skill').values([...wanted]))
  })
}

/** Shifts of all counters; whether any changed. */
export async function replaceShiftRules(tx: Tx, wanted: readonly ShiftRule[]): Promise<boolean> {
  const rows = wanted.map((rule) => ({
    counter_id: rule.counterId,
    weekday: rule.weekday,
    starts: rule.starts,
    ends: rule.ends,
    break_starts: rule.breakStarts,
    break_ends: rule.breakEnds,
    mode: rule.mode,
    duration_percent: rule.durationPercent,
  }))
  const standing = await tx.rows(db.selectFrom('shift_rule').selectAll())
  return replaceRows(standing, rows, async () => {
    await tx.run(db.deleteFrom('shift_rule'))
    if (rows.length > 0) await tx.run(db.insertInto('shift_rule').values(rows))
  })
}
