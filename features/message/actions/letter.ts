import { getSettings, listClosures } from '#features/authority/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Way } from '#features/visit/model/channel.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { arrivesBefore, type Holidays, letterInstead, nextPrintDay, SAID_AT_ONCE } from '../model/letter.ts'
import type { VisitMessageKind } from '../model.ts'
import { callInstead, dropLetters, readWaiting, type WaitingLetter, waitingKinds } from '../store/letter.ts'
import { openReplacement } from '../store.ts'

/** What is written to somebody who hears by letter. */
export type LetterNews = Way & { readonly visitId: Id<'visit'>; readonly kind: VisitMessageKind }

/**
 * What goes out instead of a letter as asked for: letters that wait and are overtaken are taken back in the same
 * transaction, and what would come after the visit is said by telephone. Undefined where nobody has to be told.
 */
export async function letterOrCall(tx: Tx, news: LetterNews): Promise<LetterNews | undefined> {
  const { drop, write } = letterInstead(news.kind, await waitingKinds(tx, news.visitId))
  if (drop.length > 0) await dropLetters(tx, news.visitId, drop)
  if (write === null) return undefined
  const letter = { ...news, kind: write }
  if (write === 'ready') return letter
  const visit = await loadVisit(tx, news.visitId)
  if (!visit) return undefined
  const { today, isHoliday } = await postalDays(tx)
  const until = await deadlineOf(tx, { visitId: visit.id, kind: write, day: visit.day })
  if (arrivesBefore(until, nextPrintDay(today, isHoliday), news.recipient, isHoliday)) return letter
  return SAID_AT_ONCE.includes(write) ? undefined : { ...letter, channel: 'telephone', recipient: '' }
}

/** Does a letter to this address that is written now arrive before the day of a visit? */
export async function letterArrives(tx: Tx, visitDay: LocalDate, recipient: string): Promise<boolean> {
  const { today, isHoliday } = await postalDays(tx)
  return arrivesBefore(visitDay, nextPrintDay(today, isHoliday), recipient, isHoliday)
}

/** So many letters are looked at in one transaction. */
const LOOKED_AT = 500

/**
 * Letters that wait and would come too late even if they were printed today go to the list of those who are called; how
 * many. For every authority once an hour, and before each print run.
 */
export async function callWhomNoLetterReaches(tx: Tx): Promise<number> {
  const late = await tooLate(tx, await readWaiting(tx, null, LOOKED_AT))
  await callInstead(
    tx,
    late.map(({ id }) => id),
  )
  return late.length
}

async function tooLate(tx: Tx, letters: readonly WaitingLetter[]): Promise<readonly WaitingLetter[]> {
  const { today, isHoliday } = await postalDays(tx)
  const late: WaitingLetter[] = []
  for (const letter of letters) {
    if (letter.kind === 'ready' || letter.kind === 'cancelled') continue
    const until = await deadlineOf(tx, letter)
    if (!arrivesBefore(until, today, letter.recipient, isHoliday)) late.push(letter)
  }
  return late
}

/** The day before which a letter has to be there: that of the visit, or the one until which another time is held. */
async function deadlineOf(
  tx: Tx,
  { visitId, kind, day }: Pick<WaitingLetter, 'visitId' | 'kind' | 'day'>,
): Promise<LocalDate> {
  const held = kind === 'closed' ? await openReplacement(tx, visitId) : undefined
  if (!held) return day
  const until = dayOf(held.until, (await getSettings(tx)).timeZone)
  return until < day ? until : day
}

/** Today in the city, and the days on which no post is carried. */
export async function postalDays(
  tx: Tx,
): Promise<{ readonly today: LocalDate; readonly isHoliday: Holidays }> {
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  const closures = await listClosures(tx, today)
  const isHoliday = (day: LocalDate) =>
    closures.some(
      ({ siteId, firstDay, lastDay, starts }) =>
        siteId === null && !starts && firstDay <= day && day <= lastDay,
    )
  return { today, isHoliday }
}
