import { sql } from 'kysely'
import { lookAtList } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import type { Answer } from '../http.ts'
import type { Operation, Stage } from './stage.ts'

/** What looks at the list made public, since nobody on it wanted it: a name among the counts of a stage. */
export const MADE_PUBLIC = 'times made public'

/** Nobody joins while more people wait than any city has for so few times: each look reads all of them. */
const LIST_FULL = 150

/** People join the waitlist, the list is looked at now and later, offers are accepted, refused or left. */
export function listOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, command, agent, counts } = stage
  let joined = 0
  let waiting = 0

  async function join(): Promise<Answer | undefined> {
    if (waiting > LIST_FULL) return undefined
    const nth = joined++
    return command(agent(), '/api/waitlist', {
      channel: 'telephone',
      matters: [{ service: random() < 0.7 ? 'identity-card' : 'registration', people: 1 }],
      sites: random() < 0.3 ? ['mitte'] : [],
      weekdays: [],
      parts: [],
      untilDay: addDays(dayOf(await ground.now(), 'Europe/Berlin'), 28),
      language: 'de',
      name: `Wartet ${lettersOf(nth)}`,
      phone: `0170 ${1_000_000 + Math.floor(random() * 8_999_999)}`,
    })
  }

  async function look(): Promise<undefined> {
    const chance = random()
    // Now; when all that is freed now has become public; when every offer has ended.
    const ahead = chance < 0.7 ? 0 : chance < 0.9 ? 61 * MINUTE : DAY + MINUTE
    const { madePublic } = await ground.run(lookAtList, plus(await ground.now(), ahead))
    counts.set(MADE_PUBLIC, (counts.get(MADE_PUBLIC) ?? 0) + madePublic)
    return undefined
  }

  async function answer(how: 'accept' | 'decline'): Promise<Answer | undefined> {
    const offers = await ground.run((tx) =>
      tx.rows(
        raw<{ wish: Id<'wish'>; startsAt: Instant }>(
          sql`SELECT wish_id AS wish, starts_at AS "startsAt" FROM offer WHERE state = 'open' ORDER BY id`,
        ),
      ),
    )
    const offer = pick(offers)
    if (!offer) return undefined
    const startsAt = isoInstant(offer.startsAt)
    return command(agent(), `/api/waitlist/${offer.wish}/${how}`, { startsAt })
  }

  async function leave(): Promise<Answer | undefined> {
    const wishes = await ground.run((tx) =>
      tx.rows(raw<{ id: Id<'wish'> }>(sql`SELECT id FROM wish WHERE state = 'waiting' ORDER BY id`)),
    )
    waiting = wishes.length
    const wish = pick(wishes)
    return wish && command(agent(), `/api/waitlist/${wish.id}/remove`)
  }

  return [
    { name: 'join the list', weight: 3, play: join },
    { name: 'look at the list', weight: 3, play: look },
    { name: 'accept an offer', weight: 2, play: () => answer('accept') },
    { name: 'decline an offer', weight: 0.6, play: () => answer('decline') },
    { name: 'leave the list', weight: 0.5, play: leave },
  ]
}

/** A name of its own for each, of letters alone. */
function lettersOf(n: number): string {
  return [...n.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('')
}
