import type { Instant } from '#kernel/instant.ts'
import type { Query } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * Answers of the database that do not change while the past is played: catalogue, sites, counters and places.
 * The same question is asked for every visit; asking PostgreSQL each time would double the time of the first start.
 */
export type Memory = Map<string, readonly unknown[]>

const LASTING =
  /^select (?:(?!"visit"|"claim|"open_counter"|"journal|"message"|"staff).)* from "(?:setting|unit|site|site_hours|closure|service|service_paper|service_fee|site_service|counter|counter_skill|place)"(?:(?!"visit"|"claim).)*$/s

let moments = 0

/**
 * The same transaction at another moment: everything that the actions write through it happens then. So a
 * transaction can play many moments, and a day costs some dozen commits instead of thousands. Only for demo
 * authorities, whose clock is theirs.
 */
export function atMoment(tx: Tx, now: Instant, memory: Memory): Tx {
  if (!tx.authority.demo) throw new Error('only a demo authority has a clock of its own')
  // Two moments of one transaction may have the same time; each writes its own part of the journal.
  const moment = moments++
  async function rows<Row>(query: Query<Row>): Promise<Row[]> {
    const compiled = 'compile' in query ? query.compile() : query
    if (!LASTING.test(compiled.sql)) return tx.rows(compiled)
    const key = `${compiled.sql} ${JSON.stringify(compiled.parameters)}`
    const known = memory.get(key)
    // Stored under the text of this very query, whose rows have this type.
    if (known) return [...known] as Row[]
    const found = await tx.rows(compiled)
    memory.set(key, found)
    return [...found]
  }
  return {
    ...tx,
    now,
    rows,
    first: async (query) => (await rows(query))[0],
    beforeCommit: (key, action) => tx.beforeCommit(`${key} ${moment}`, action),
  }
}
