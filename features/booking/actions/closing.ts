import type { Site } from '#features/authority/model.ts'
import { type ClosingRefusal, type ClosingWish, foreseeClosing } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { ok, type Result } from '#kernel/result.ts'
import { timeOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import { type Foreseen, foresee, isWithin } from '../model/replacement.ts'
import { holdersOf } from '../store/replacement.ts'
import { optionsFor } from './replacementOptions.ts'

export { readProgress as progressOf } from '../store/replacement.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** Why a site is closed, as the public reads it. */
export function reasonTexts(reason: 'staff' | 'technical' | 'building' | 'other'): ClosingWish['texts'] {
  const of = (language: 'de' | 'de-simple' | 'en') => texts(language)(`closing.${reason}`)
  return { reason: { de: of('de'), 'de-simple': of('de-simple'), en: of('en') } }
}

/** For so many people another time is looked for beforehand: some ten milliseconds for each. */
const LOOKED_AT = 60

/** What a closing would mean for the people who have booked. */
export type ClosingForesight = Foreseen & {
  /** Keep their time at another counter. */
  readonly kept: number
  /** Lose theirs too, but nobody has looked yet what there is for them. */
  readonly more: number
  readonly calls: number
}

/**
 * Says what a closing would mean, and writes nothing. Of those who lose their place the earliest are looked at one by
 * one, so many at most; the others are counted, so that the answer takes no longer for thousands.
 */
export async function foreseeClosed(
  tx: Tx,
  site: Site,
  wish: ClosingWish,
  most = LOOKED_AT,
): Promise<Result<ClosingForesight, Extract<ClosingRefusal, 'not_workable'>>> {
  const seen = await foreseeClosing(tx, site, wish)
  if (!seen.ok) return seen
  const { first, count, withoutMail } = await holdersOf(tx, seen.value.unplaced, most)
  const people = []
  for (const id of first) {
    const visit = await loadVisit(tx, id)
    if (visit) people.push(await optionsFor(tx, visit))
  }
  const left = people.map((one) => ({
    ...one,
    // Counted as if none of the other counters had time: so many at least.
    times: one.times.filter(({ siteId, day, startsAt }) => {
      return siteId !== site.id || !isWithin(wish, day, timeOf(startsAt, site.timeZone), one.minutes)
    }),
  }))
  return ok({
    kept: seen.value.replaced,
    ...foresee(left),
    more: count - first.length,
    calls: withoutMail,
  })
}
