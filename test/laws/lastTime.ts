import { bookForCaller, expireHolds, searchTimes } from '#features/booking/actions.ts'
import { isoInstant, localDate, MINUTE, plus } from '#kernel/instant.ts'
import type { Ground } from './ground.ts'
import type { Visitor } from './http.ts'
import { proofOf } from './proven.ts'

const SITE = 'mitte'
const DAY = localDate('2027-03-10')
/** Only one of the bookable counters can do it, so a time is free once. */
const MATTERS = [{ serviceKey: 'registration', people: 1 }]

/** Books a whole day of a site but for one time, and tells that time. */
export async function leaveOneTime(ground: Ground): Promise<string> {
  return ground.run(async (tx) => {
    for (;;) {
      const found = await searchTimes(tx, { matters: MATTERS, siteKey: SITE, day: DAY, fromDay: DAY })
      if (!found.ok) throw new Error(found.code)
      const times = found.value.times.filter((time) => time.day === DAY)
      const [first] = times
      if (!first) throw new Error('no time is left')
      if (times.length === 1) return isoInstant(first.startsAt)
      // From the end of the day, so that what is left is one gap at its beginning.
      const startsAt = times.at(-1)?.startsAt ?? first.startsAt
      const booked = await bookForCaller(tx, ground.links, {
        channel: 'telephone',
        matters: MATTERS,
        siteKey: SITE,
        startsAt,
        language: 'de',
        contact: { name: 'Wer zuerst kam', email: null, phone: null },
      })
      if (!booked.ok) throw new Error(booked.code)
    }
  })
}

/** What came of one race: how many won, and every other answer. */
export type Race = { readonly winners: number; readonly answers: readonly string[] }

/** Only the time that it holds spends a proof: who loses a race keeps it for the next. */
const unspent = new WeakMap<Visitor, string>()

/** All visitors ask for the same time at the same moment. */
export async function race(visitors: readonly Visitor[], startsAt: string): Promise<Race> {
  const body = { matters: [{ service: 'registration', people: 1 }], site: SITE, startsAt, language: 'de' }
  // The work is done before, so that all ask at the same moment.
  const proofs = await Promise.all(
    visitors.map(async (visitor) => unspent.get(visitor) ?? (await proofOf(visitor, body))),
  )
  const answers = await Promise.all(
    visitors.map((visitor, nth) => visitor.call('/api/holds', { ...body, proof: proofs[nth] })),
  )
  for (const [nth, visitor] of visitors.entries()) {
    const [proof, answer] = [proofs[nth], answers[nth]]
    if (proof === undefined || answer?.status === 200) unspent.delete(visitor)
    else unspent.set(visitor, proof)
  }
  return {
    winners: answers.filter((answer) => answer.status === 200).length,
    answers: answers.map((answer) =>
      answer.status === 200 ? 'won' : `${answer.status} ${answer.json.code}`,
    ),
  }
}

/** The winner never comes back: when the hold is over, the time is free again. */
export async function letHoldsExpire(ground: Ground): Promise<void> {
  const later = plus(await ground.now(), 11 * MINUTE)
  await ground.run((tx) => expireHolds(tx, 1_000), later)
}
