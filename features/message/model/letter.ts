import type { LocalDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import type { VisitMessageKind } from '../model.ts'

/** Days on which no letter is carried: the public holidays. */
export type Holidays = (day: LocalDate) => boolean

/**
 * Working days after its posting by which nearly every letter has arrived: by law 99 of 100 within the country on the
 * fourth (PostG 2024, section 18). Abroad nobody promises anything; this is twice what most take.
 */
const CARRIED_DAYS = { here: 4, abroad: 10 } as const

/** The first day after this one on which somebody prints and posts: Monday to Friday, no holiday. */
export function nextPrintDay(day: LocalDate, isHoliday: Holidays): LocalDate {
  const next = addDays(day, 1)
  return weekdayOf(next) <= 5 && !isHoliday(next) ? next : nextPrintDay(next, isHoliday)
}

/** The day by which a letter that is posted on this one has arrived; letters are carried from Monday to Saturday. */
export function arrivalDay(posted: LocalDate, isAbroad: boolean, isHoliday: Holidays): LocalDate {
  let day = posted
  for (let left: number = CARRIED_DAYS[isAbroad ? 'abroad' : 'here']; left > 0; ) {
    day = addDays(day, 1)
    if (weekdayOf(day) <= 6 && !isHoliday(day)) left--
  }
  return day
}

/** Does a letter that is printed on this day at the latest arrive on the day before a visit, or earlier? */
export function arrivesBefore(
  visitDay: LocalDate,
  printed: LocalDate,
  recipient: string,
  isHoliday: Holidays,
): boolean {
  return arrivalDay(printed, isAbroad(recipient), isHoliday) < visitDay
}

/** The last line of an address is postcode and town, or the country. */
export function isAbroad(recipient: string): boolean {
  return !/^\d{5} /.test(recipient.split('\n').at(-1) ?? '')
}

/** Has a letter waited for longer than until the end of the next working day? */
export function waitsTooLong(written: LocalDate, today: LocalDate, isHoliday: Holidays): boolean {
  return nextPrintDay(written, isHoliday) < today
}

/** The news of which letters tell; what is left out is too quick for them, or needs a press. */
export const LETTER_KINDS = [
  'booked',
  'moved',
  'cancelled',
  'closed',
  'reopened',
  'relocated',
  'papers_checked',
  'papers_refused',
  'settled',
  'ready',
] as const satisfies readonly VisitMessageKind[]

/** What becomes of the letters of a visit that nobody has printed yet, when there is news. */
export type LetterChange = {
  /** These are not true any more, or say less than the new one. */
  readonly drop: readonly VisitMessageKind[]
  /** What is written instead; null where nobody has to be told. */
  readonly write: VisitMessageKind | null
}

/** Where the visit is and that it stands: each of them is overtaken by what comes next. */
const STANDING = ['booked', 'moved', 'closed', 'reopened', 'relocated'] as const

/**
 * What becomes of the letters that wait (`waiting`: their kinds) when something happens to a visit. One letter says how
 * it stands: who was not told yet that it is booked need not learn that it was moved or cancelled.
 */
export function letterInstead(news: VisitMessageKind, waiting: readonly VisitMessageKind[]): LetterChange {
  const drop = (kinds: readonly VisitMessageKind[]) => waiting.filter((kind) => kinds.includes(kind))
  const unheard = waiting.includes('booked')
  switch (news) {
    case 'booked':
      return { drop: drop(STANDING), write: 'booked' }
    case 'moved':
      return { drop: drop(STANDING), write: unheard ? 'booked' : 'moved' }
    case 'cancelled':
      return {
        drop: drop([...STANDING, 'papers_checked', 'papers_refused']),
        write: unheard ? null : 'cancelled',
      }
    case 'closed':
      return { drop: drop(STANDING), write: 'closed' }
    case 'reopened':
      // Whoever has not read that it cannot be, reads that it is.
      if (unheard || waiting.includes('closed')) return { drop: drop(STANDING), write: 'booked' }
      return { drop: drop(STANDING), write: waiting.includes('moved') ? 'moved' : 'reopened' }
    case 'relocated':
      // What waits is printed with the address that holds then.
      return unheard || waiting.includes('moved')
        ? { drop: [], write: null }
        : { drop: drop(['relocated']), write: 'relocated' }
    case 'papers_checked':
    case 'papers_refused':
      return { drop: drop([news]), write: news }
    case 'settled':
      return { drop: drop([...STANDING, 'papers_checked', 'papers_refused']), write: 'settled' }
    case 'ready':
      return { drop: [], write: 'ready' }
    case 'confirm':
    case 'reminder':
      return { drop: [], write: null }
  }
}

/** What staff says to whoever asks for it: no letter that comes too late has to say it again by telephone. */
export const SAID_AT_ONCE: readonly VisitMessageKind[] = ['booked', 'moved', 'cancelled']

/** The number that stands on a letter: of its run, and its place there. */
export function letterNumber(run: number, position: number): string {
  return `${run}-${position}`
}

/** Reads the number of a letter as somebody typed it; undefined for anything else. */
export function readLetterNumber(
  text: string,
): { readonly run: number; readonly position: number } | undefined {
  const [, run, position] = /^\s*(\d{1,7})\s*[-–/ ]\s*(\d{1,5})\s*$/.exec(text) ?? []
  return run && position ? { run: Number(run), position: Number(position) } : undefined
}

/** So many letters are printed together at most. */
export const MOST_OF_RUN = 300
