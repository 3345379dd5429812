import { sql } from 'kysely'
import { acceptReplacement, replaceNext, retryNext, settleReplacements } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Answer } from '../http.ts'
import type { Operation, Stage } from './stage.ts'

/** Managers close the site or a counter and open it again; people accept or leave what is held for them. */
export function closingOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, command, manager, counters, times } = stage
  const closings: string[] = []

  async function close(): Promise<Answer> {
    const site = random() < 0.8 ? 'mitte' : 'nord'
    const day = pick(times)?.startsAt.slice(0, 10) ?? impossible('no times')
    const one = site === 'mitte' && random() < 0.75 ? [pick(counters)?.counter] : []
    const [starts, ends] = random() < 0.5 ? ['09:00', '11:00'] : [null, null]
    const body = { counters: one, firstDay: day, lastDay: day, starts, ends, reason: 'technical' }
    const answer = await command(manager(), `/api/sites/${site}/closings`, body)
    if (answer.status === 200) closings.push(`/api/sites/${site}/closings/${answer.json.closing}`)
    return answer
  }

  async function reopen(): Promise<Answer | undefined> {
    const closing = pick(closings)
    if (closing === undefined) return undefined
    const answer = await command(manager(), `${closing}/reopen`)
    // Else most of what is tried would be open again, and in a long history everything closed.
    if (answer.status === 200) closings.splice(closings.indexOf(closing), 1)
    return answer
  }

  async function lookAfter(): Promise<undefined> {
    const later = plus(await ground.now(), random() < 0.3 ? 3 * DAY : 0)
    await ground.run((tx) => settleReplacements(tx), later)
    while (await ground.run(replaceNext));
    while (await ground.run(retryNext));
    return undefined
  }

  async function accept(): Promise<undefined> {
    const open = await ground.run((tx) =>
      tx.first(
        raw<{ id: Id<'visit'> }>(
          sql`SELECT visit_id AS id FROM replacement WHERE state = 'open' ORDER BY md5(id::text) LIMIT 1`,
        ),
      ),
    )
    if (open) await ground.run((tx) => acceptReplacement(tx, open.id))
    return undefined
  }

  return [
    { name: 'close', weight: 0.6, play: close },
    { name: 'open again', weight: 0.7, play: reopen },
    { name: 'look after those who lost their time', weight: 1, play: lookAfter },
    { name: 'accept a new time', weight: 1, play: accept },
  ]
}
