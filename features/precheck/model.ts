import { type Answers, type Checklist, certainlyNeeded, papersFor } from '#features/catalogue/model.ts'
import { callTo, type Reachable, wayTo } from '#features/visit/model/channel.ts'
import type { Contact, PaperCheck } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Texts } from '#kernel/language.ts'

/** A visit is planned for so many minutes at most, in steps of five; the CHECK of `precheck.minutes` says the same. */
export const MINUTES_STEP = 5
export const MINUTES_LIMIT = 480

/** Visits within so many days stand among those for which nothing was sent; before that nobody has to think of papers. */
export const ASKED_AHEAD_DAYS = 7

/** So many of them are shown, and asked by one press; what is behind them moves up. */
export const UNSENT_LIMIT = 50

/** What somebody certainly needs of the list of a service that takes papers, and that nobody has called good; German words. */
export function neededOf(
  checklist: Checklist & { readonly takesPapers: boolean },
  answers: Answers,
  checks: readonly Pick<PaperCheck, 'item' | 'verdict'>[],
): readonly string[] {
  if (!checklist.takesPapers) return []
  const good = checks.flatMap(({ item, verdict }) => (verdict === 'green' ? [item] : []))
  return certainlyNeeded(checklist, answers).filter((item) => !good.includes(item))
}

/** A paper that was handed in for a matter. */
export type HandedIn = {
  /** Its German words in the catalogue; null: on no list. */
  readonly item: string | null
  /** When its newest page came; of one that the file of record has, when it went there. */
  readonly at: Instant
  readonly stage: PaperStage
}

/**
 * How far a paper is for who looks at it. `checking`: a file of it is not released yet. `ready`: all that is left of it
 * can be seen. `refused`: nothing of it could be taken. `filed`: the file of record has it, and here it is gone.
 */
export const PAPER_STAGES = ['checking', 'ready', 'refused', 'filed'] as const
export type PaperStage = (typeof PAPER_STAGES)[number]

/** How far a paper is by the states of its files; without any the file of record has it. */
export function stageOf(states: readonly ('quarantined' | 'checking' | 'ready' | 'refused')[]): PaperStage {
  if (states.some((state) => state === 'quarantined' || state === 'checking')) return 'checking'
  if (states.includes('ready')) return 'ready'
  return states.length > 0 ? 'refused' : 'filed'
}

/** Can a paper be called good: has somebody been able to see it? */
export function mayBeGreen(handedIn: Pick<HandedIn, 'stage'> | null): boolean {
  return handedIn?.stage === 'ready' || handedIn?.stage === 'filed'
}

/** A paper of a matter as the pre-check sees it: what the list wants, what came, what was said of it. */
export type CheckedPaper<Paper extends HandedIn = HandedIn> = {
  /** Empty for what is on no list. */
  readonly item: string
  /** Null for what the catalogue does not know (any more). */
  readonly name: Texts | null
  /** It is needed whatever is still to be answered. */
  readonly needed: boolean
  readonly handedIn: Paper | null
  readonly check: PaperCheck | null
  /** Something came after the last word about it. */
  readonly isNew: boolean
  /** It is needed and could be sent, and neither came nor was spoken of. */
  readonly isUnsent: boolean
}

/**
 * How a visit's person hears what is said of their papers. `at_once`: by a message that leaves by itself. `letter`: by one
 * that comes before the visit. `call`: by somebody of staff, from the list of calls. `nobody`: no way is known.
 */
export const REACHED = ['at_once', 'letter', 'call', 'nobody'] as const
export type Reached = (typeof REACHED)[number]

/** How who left this contact hears of it; `inTime`: a letter that is written now would come before the visit. */
export function reachedBy(
  contact: (Reachable & Pick<Contact, 'toldBy'>) | undefined,
  inTime: boolean,
): Reached {
  if (!contact) return 'nobody'
  const way = wayTo(contact)
  if (way && way.channel !== 'letter') return 'at_once'
  if (way && inTime) return 'letter'
  return callTo(contact) ? 'call' : 'nobody'
}

/** All papers of a matter: those of its list in their order, then what else came. */
export function papersToCheck<Paper extends HandedIn>(
  checklist: Checklist & { readonly takesPapers: boolean },
  answers: Answers,
  came: readonly Paper[],
  checks: readonly PaperCheck[],
): readonly CheckedPaper<Paper>[] {
  const listed = papersFor(checklist, answers).map(({ paper, certain }) => ({
    item: paper.de,
    name: paper as Texts,
    needed: certain,
  }))
  const others = [...came.map(({ item }) => item ?? ''), ...checks.map(({ item }) => item)]
    .filter((item, nth, all) => all.indexOf(item) === nth && !listed.some((each) => each.item === item))
    .map((item) => ({
      item,
      name: checklist.papers.find(({ de }) => de === item) ?? null,
      needed: false,
    }))
  return [...listed, ...others].map((paper) => {
    const handedIn = came.find(({ item }) => (item ?? '') === paper.item) ?? null
    const check = checks.find(({ item }) => item === paper.item) ?? null
    const isHere = handedIn !== null && handedIn.stage !== 'filed'
    return {
      ...paper,
      handedIn,
      check,
      isNew: isHere && (!check || handedIn.at > check.saidAt),
      isUnsent: checklist.takesPapers && paper.needed && !handedIn && !check,
    }
  })
}

/** Is somebody still to look: did a paper come, or fail to come, of which nothing is said yet? */
export function isOpen(papers: readonly Pick<CheckedPaper, 'isNew' | 'isUnsent'>[]): boolean {
  return papers.some(({ isNew, isUnsent }) => isNew || isUnsent)
}

/**
 * Is everything there, seen and good, so that nothing is left to be shown? Without a paper nothing was settled by papers.
 */
export function isAllGreen(
  papers: readonly Pick<CheckedPaper, 'needed' | 'handedIn' | 'check' | 'isNew' | 'isUnsent'>[],
): boolean {
  const needed = papers.filter(({ needed }) => needed)
  return (
    needed.length > 0 &&
    !isOpen(papers) &&
    needed.every(({ check, handedIn }) => check?.verdict === 'green' && mayBeGreen(handedIn)) &&
    papers.every(({ check }) => check === null || check.verdict === 'green')
  )
}
