import { getSettings } from '#features/authority/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, type Instant, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Letter } from '#platform/letter/layout.ts'
import { letterNumber, MOST_OF_RUN, readLetterNumber, waitsTooLong } from '../model/letter.ts'
import { letterSheet } from '../model/letterSheet.ts'
import { LETTER_RETURNED } from '../model/undelivered.ts'
import { isAboutVisit, type MessageFacts } from '../model.ts'
import {
  dissolveRun,
  findRun,
  giveUpLetter,
  insertLetters,
  insertRun,
  type LetterRun,
  lettersOf,
  lettersSinceBefore,
  lockLetters,
  lockPrinted,
  readRuns,
  readWaiting,
  takeWaiting,
  type WaitingLetter,
  writePosted,
  writeReturned,
} from '../store/letter.ts'
import { lockUndelivered } from '../store/undelivered.ts'
import { callWhomNoLetterReaches, postalDays } from './letter.ts'
import { withWording } from './template.ts'
import { loadVisitFacts, type PunctualityAt } from './visit.ts'

/** On what the words of letters stand: as in mails. */
export type LetterGround = {
  readonly links: Links
  /** How citizens reach this authority, without a slash at the end. */
  readonly publicUrl: string
  readonly punctualityAt?: PunctualityAt | undefined
}

/** Letters that wait at a site: how many, and since when the oldest. */
export type WaitingAt = {
  readonly siteId: Id<'site'>
  readonly count: number
  readonly oldestAt: Instant
  readonly late: boolean
}

/** So many that wait are counted. */
const COUNTED = 2_000
/** So long a posted run stays in sight. */
const SHOWN_DAYS = 7

/** What waits for the print room, the site with the oldest letter first, and the runs of the last days. */
export async function letterRoom(
  tx: Tx,
  siteId: Id<'site'> | null,
): Promise<{ readonly waiting: readonly WaitingAt[]; readonly runs: Awaited<ReturnType<typeof readRuns>> }> {
  const isLate = await lateness(tx)
  const waiting = new Map<Id<'site'>, WaitingAt>()
  for (const letter of await readWaiting(tx, siteId, COUNTED)) {
    const known = waiting.get(letter.siteId)
    waiting.set(letter.siteId, {
      siteId: letter.siteId,
      count: (known?.count ?? 0) + 1,
      oldestAt: known && known.oldestAt < letter.dueAt ? known.oldestAt : letter.dueAt,
      late: known?.late === true || isLate(letter.dueAt),
    })
  }
  return {
    waiting: [...waiting.values()].sort((a, b) => a.oldestAt - b.oldestAt),
    runs: await readRuns(tx, siteId, plus(tx.now, -SHOWN_DAYS * DAY)),
  }
}

/** How many letters are not with the post by the end of the working day after they were written. */
export async function countLateLetters(tx: Tx): Promise<number> {
  const isLate = await lateness(tx)
  return (await lettersSinceBefore(tx, plus(tx.now, -DAY))).filter(isLate).length
}

async function lateness(tx: Tx): Promise<(since: Instant) => boolean> {
  const { today, isHoliday } = await postalDays(tx)
  const { timeZone } = await getSettings(tx)
  return (since) => waitsTooLong(dayOf(since, timeZone), today, isHoliday)
}

/**
 * Takes the letters that wait, of one site or of all, into one print run. Whoever presses at the same moment finds none
 * left. What is out of date is given up, and what would come too late goes to the list of calls.
 */
export async function makeLetterRun(
  tx: Tx,
  ground: Omit<LetterGround, 'publicUrl'>,
  siteId: Id<'site'> | null,
): Promise<
  Result<
    { readonly id: Id<'letterRun'>; readonly number: number; readonly letters: number },
    'nothing_waiting'
  >
> {
  await lockLetters(tx)
  await callWhomNoLetterReaches(tx)
  const taken: Id<'message'>[] = []
  for (const letter of await takeWaiting(tx, siteId, MOST_OF_RUN)) {
    // Only what is true is taken; its links are made when it is fetched.
    if (await factsOf(tx, { ...ground, publicUrl: '' }, letter)) taken.push(letter.id)
    else await giveUpLetter(tx, letter.id)
  }
  if (taken.length === 0) return fail('nothing_waiting')
  const id = newId<'letterRun'>(tx.now)
  const number = await insertRun(tx, id, siteId)
  await insertLetters(tx, id, taken)
  return ok({ id, number, letters: taken.length })
}

/**
 * The letters of a run as they are printed, again and again until they are posted. Each tells what is true now; one
 * that is not true any more is left out.
 */
export async function lettersToPrint(
  tx: Tx,
  ground: LetterGround,
  run: LetterRun,
): Promise<readonly Letter[]> {
  const letters: Letter[] = []
  for (const letter of await lettersOf(tx, run.id)) {
    const facts = await factsOf(tx, ground, letter)
    if (!facts) continue
    const number = letterNumber(run.number, letter.position)
    letters.push(letterSheet(facts, { recipient: letter.recipient, number, printedAt: run.madeAt }))
  }
  return letters
}

async function factsOf(
  tx: Tx,
  { links, publicUrl, punctualityAt }: LetterGround,
  { id, visitId, kind, language, recipient, createdAt }: WaitingLetter,
): Promise<MessageFacts | undefined> {
  const facts = await loadVisitFacts(
    tx,
    links,
    publicUrl,
    {
      id,
      visitId,
      kind,
      language,
      recipient,
      createdAt,
      wishId: null,
      checkId: null,
      channel: 'letter',
      attemptId: newId<'attempt'>(tx.now),
      attempts: 0,
      aboutAt: null,
    },
    punctualityAt,
  )
  const worded = facts && (await withWording(tx, facts))
  return worded && isAboutVisit(worded) ? worded : undefined
}

/** A run of this site, or of any. */
export async function runOf(
  tx: Tx,
  id: Id<'letterRun'>,
  siteId: Id<'site'> | null,
  locked = false,
): Promise<LetterRun | undefined> {
  const run = await findRun(tx, id, locked)
  return run && (siteId === null || run.siteId === siteId) ? run : undefined
}

type RunRefusal = 'unknown_run' | 'run_posted'

/** The letters of a run are with the post. From now on it cannot be printed again: the addresses are forgotten. */
export async function postRun(
  tx: Tx,
  id: Id<'letterRun'>,
  siteId: Id<'site'> | null,
): Promise<Result<null, RunRefusal>> {
  const run = await openRun(tx, id, siteId)
  if (!run.ok) return run
  await writePosted(tx, id)
  return ok(null)
}

/** The letters of a run were not printed and wait again; on its day alone. */
export async function undoRun(
  tx: Tx,
  id: Id<'letterRun'>,
  siteId: Id<'site'> | null,
): Promise<Result<null, RunRefusal | 'run_too_old'>> {
  await lockLetters(tx)
  const run = await openRun(tx, id, siteId)
  if (!run.ok) return run
  if (!(await mayUndo(tx, run.value))) return fail('run_too_old')
  await dissolveRun(tx, id)
  return ok(null)
}

/** May a run be taken back? As long as it is its day, and nothing of it is posted. */
export async function mayUndo(tx: Tx, { madeAt, postedAt }: LetterRun): Promise<boolean> {
  const { timeZone } = await getSettings(tx)
  return postedAt === null && dayOf(madeAt, timeZone) === dayOf(tx.now, timeZone)
}

async function openRun(
  tx: Tx,
  id: Id<'letterRun'>,
  siteId: Id<'site'> | null,
): Promise<Result<LetterRun, RunRefusal>> {
  const run = await runOf(tx, id, siteId, true)
  if (!run) return fail('unknown_run')
  return run.postedAt === null ? ok(run) : fail('run_posted')
}

/**
 * The post has brought a letter back: it did not arrive, and stands on the list of such messages as long as its visit is
 * to come (`listed`).
 */
export async function noteReturnedLetter(
  tx: Tx,
  typed: string,
  siteId: Id<'site'> | null,
): Promise<Result<{ readonly listed: boolean }, 'unknown_letter' | 'not_posted'>> {
  const number = readLetterNumber(typed)
  const letter = number && (await lockPrinted(tx, number.run, number.position))
  if (!letter || (siteId !== null && letter.siteId !== siteId)) return fail('unknown_letter')
  if (letter.state === 'sending') return fail('not_posted')
  await writeReturned(tx, letter.id, LETTER_RETURNED)
  return ok({ listed: (await lockUndelivered(tx, letter.id)) !== undefined })
}
