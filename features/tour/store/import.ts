import type { TeamTexts } from '#db/json.ts'
import type { Id } from '#kernel/id.ts'
import { type Changes, merge, replaceRows } from '#platform/db/merge.ts'
import { db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { TeamNumber } from '../model.ts'

/** A team without kit and workplaces, as a row. */
export type TeamRow = {
  readonly key: string
  readonly texts: TeamTexts
  readonly latitude: number
  readonly longitude: number
  readonly setup_minutes: number
  readonly active: boolean
}

/** Creates and changes teams; those that are not wanted stay without driving while a stop of theirs is known. */
export async function mergeTeams(tx: Tx, wanted: readonly TeamRow[]): Promise<Changes> {
  const standing = await tx.rows(db.selectFrom('team').selectAll())
  let last = Math.max(0, ...standing.map(({ number }) => number))
  return merge(tx, {
    nameOf: (team) => team.key,
    standing,
    wanted,
    insert: (team) => {
      last++
      return tx.run(db.insertInto('team').values({ ...team, number: last, texts: json(team.texts) }))
    },
    update: ({ number }, team) =>
      tx.run(
        db
          .updateTable('team')
          .set({ ...team, texts: json(team.texts) })
          .where('number', '=', number),
      ),
    remove: ({ number }) => db.deleteFrom('team').where('number', '=', number),
    deactivate: async ({ number, active }) => {
      await tx.run(db.updateTable('team').set({ active: false }).where('number', '=', number))
      return active
    },
  })
}

/** Kits of all teams; whether any changed. */
export async function replaceKits(
  tx: Tx,
  wanted: readonly { readonly team_number: TeamNumber; readonly service_id: Id<'service'> }[],
): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('team_service').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('team_service'))
    if (wanted.length > 0) await tx.run(db.insertInto('team_service').values([...wanted]))
  })
}

/** Workplaces of all teams; whether any changed. */
export async function replaceTeamCounters(
  tx: Tx,
  wanted: readonly { readonly team_number: TeamNumber; readonly counter_id: Id<'counter'> }[],
): Promise<boolean> {
  const standing = await tx.rows(db.selectFrom('team_counter').selectAll())
  return replaceRows(standing, wanted, async () => {
    await tx.run(db.deleteFrom('team_counter'))
    if (wanted.length > 0) await tx.run(db.insertInto('team_counter').values([...wanted]))
  })
}

/** The ids of counters by the keys of site and counter, e.g. "volksdorf 1". */
export async function readCounterIds(tx: Tx): Promise<ReadonlyMap<string, Id<'counter'>>> {
  const rows = await tx.rows(
    db
      .selectFrom('counter')
      .innerJoin('site', 'site.id', 'counter.site_id')
      .select(['counter.id', 'counter.key as counter', 'site.key as site']),
  )
  return new Map(rows.map(({ id, counter, site }) => [`${site} ${counter}`, id]))
}
