import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { createTogether } from '#platform/http/together.ts'
import { monotonic } from '#platform/time/clock.ts'
import { type HoldAsker, haveHeld } from '../store/held.ts'
import type { HoldRequest } from './wanted.ts'

/** So long others are refused a time without another look, as long as search may be behind. Milliseconds. */
const TAKEN_MS = 1_000
/** So many times are remembered at most; some hundred bytes each. */
const TIMES_LIMIT = 10_000

/** A time that somebody wants to hold, and what for. */
export type TimeAsked = Pick<HoldRequest, 'matters' | 'siteKey' | 'startsAt' | 'secondAt'>

/**
 * Times that somebody was just refused because they are taken. When thousands press for few times, most of what they
 * press is gone, and to find that out for each costs a transaction of some ten ways to the database and a place in line
 * before those who still can have something. So whoever presses within a second of a refusal is refused the same way.
 * Only a refusal is taken over, never that something is free; and not for whoever has that time already.
 */
export type TakenLately = {
  /** Notes that a time was found taken. */
  note(authority: Authority, time: TimeAsked): void
  /** Is it known that this time is taken, and that this request is not of somebody who has it? */
  refuses(authority: Authority, time: TimeAsked, asker: HoldAsker): Promise<boolean>
}

/** Remembers for one node, for so many milliseconds. */
export function createTakenLately(database: Database, lasts = TAKEN_MS): TakenLately {
  const found = new Map<string, number>()
  const waiting = new Map<string, HoldAsker[]>()
  const together = createTogether<ReadonlySet<string>>()

  /** All who ask while one look is under way are looked up together by the next. */
  async function hasHeld(authority: Authority, asker: HoldAsker): Promise<boolean> {
    const askers = waiting.get(authority.key) ?? []
    waiting.set(authority.key, askers)
    askers.push(asker)
    const known = await together(authority.key, () => {
      waiting.delete(authority.key)
      return database.withAuthority(authority, (tx) => haveHeld(tx, askers))
    })
    return known.has(asker.browser) || (asker.key !== null && known.has(asker.key))
  }

  return {
    note(authority, time) {
      const name = nameOf(authority, time)
      // The longest known stand first.
      found.delete(name)
      found.set(name, monotonic())
      for (const [other, at] of found) {
        if (monotonic() - at <= lasts && found.size <= TIMES_LIMIT) break
        found.delete(other)
      }
    },
    async refuses(authority, time, asker) {
      const at = found.get(nameOf(authority, time))
      if (at === undefined || monotonic() - at > lasts) return false
      return !(await hasHeld(authority, asker))
    },
  }
}

function nameOf({ key }: Authority, { matters, siteKey, startsAt, secondAt }: TimeAsked): string {
  const asked = matters.map(({ serviceKey, people }) => `${serviceKey}:${people}`).toSorted()
  return JSON.stringify([key, siteKey, startsAt, secondAt ?? null, asked])
}
