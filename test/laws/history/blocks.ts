import { sql } from 'kysely'
import { isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { raw } from '#platform/db/query.ts'
import type { Answer } from '../http.ts'
import type { Operation, Stage } from './stage.ts'

/** Managers hand blocks of ticket numbers out and take them back; the desk reports who got a number of one, perhaps late. */
export function blockOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, recent, command, informer, manager, tickets } = stage
  const blocks: string[] = []

  async function give(): Promise<Answer> {
    const body = { prefix: 'A', count: 1 + Math.floor(random() * 4), holder: 'Bürgerbus', device: null }
    const answer = await command(manager(), '/api/sites/mitte/number-blocks', body)
    if (answer.status === 200) blocks.push(answer.json.block)
    return answer
  }

  async function draw(): Promise<Answer | undefined> {
    const block = pick(blocks.slice(-5))
    if (block === undefined) return undefined
    const numbers = await ground.run((tx) =>
      tx.rows(
        raw<{ number: number }>(sql`SELECT number FROM block_number WHERE number_block_id = ${block}::uuid`),
      ),
    )
    const number = pick(numbers)?.number
    const matters = [{ service: pick(['identity-card', 'passport', 'registration']), people: 1 }]
    const drawnAt = isoInstant(plus(await ground.now(), -Math.floor(random() * 2 * MINUTE)))
    const body = { number, drawnAt, matters, language: 'de' }
    const answer = await command(informer(), `/api/number-blocks/${block}/tickets`, body)
    const [got] =
      answer.status === 200
        ? await ground.run((tx) =>
            tx.rows(
              raw<{ id: string }>(sql`SELECT visit_id AS id FROM block_number
                WHERE number_block_id = ${block}::uuid AND number = ${number}::int`),
            ),
          )
        : []
    if (got) tickets.push({ id: got.id, token: answer.json.token })
    return answer
  }

  async function giveBack(): Promise<Answer | undefined> {
    const block = recent(blocks)
    return block === undefined ? undefined : command(manager(), `/api/number-blocks/${block}/return`)
  }

  return [
    { name: 'give a block', weight: 0.3, play: give },
    { name: 'draw from a block', weight: 0.8, play: draw },
    { name: 'give a block back', weight: 0.1, play: giveBack },
  ]
}
