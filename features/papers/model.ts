import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { shownText } from '#kernel/shownText.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { FileKind } from '#platform/files/kind.ts'
import type { FileState } from './model/lifeCycle.ts'
import type { RefusalReason } from './model/refusal.ts'

export { FILE_KINDS, type FileKind } from '#platform/files/kind.ts'
export { FILE_STATES, type FileState, hasContent, isTransition, TRANSITIONS } from './model/lifeCycle.ts'
export { REFUSAL_REASONS, type RefusalReason } from './model/refusal.ts'

/** The largest file, in bytes (15 MB); the CHECK of `paper_file.bytes` says the same. */
export const MOST_BYTES = 15 * 1024 * 1024

/** So many files a visit takes until its contact is confirmed, and afterwards. */
export const MOST_FILES = { unconfirmed: 5, confirmed: 10 } as const

/** So many files are taken for one visit in all, also those refused or taken back: then somebody tries something. */
export const MOST_TRIES = 60

/** The longest name of a file that is shown, in letters. */
export const NAME_LENGTH = 80

/** An upload that nobody goes on with is given up after so long, in milliseconds. */
export const UPLOAD_PATIENCE = 60 * 60_000

/** A check that has not ended after so long has lost its worker, in milliseconds: longer than any check takes. */
export const CHECK_PATIENCE = 5 * 60_000

/** A file at which so many workers died is refused as damaged. */
export const MOST_LOST_CHECKS = 3

/** A file of which the scanner said nothing goes behind those that come in the next so many milliseconds. */
export const SCANNER_PAUSE = 4_000

/** How long the link to a paper opens it, in milliseconds; once. */
export const LINK_LASTS = 60_000

/** A file as its row has it, without its key. */
export type PaperFile = {
  readonly id: Id<'paperFile'>
  readonly paperId: Id<'paper'>
  readonly matterId: Id<'matter'>
  readonly visitId: Id<'visit'>
  /** What it is of the service's list, by its German words; null: on no list. */
  readonly item: string | null
  readonly state: FileState
  readonly version: number
  readonly reason: RefusalReason | null
  /** As it may be shown; null once it is destroyed. */
  readonly name: string | null
  readonly kind: FileKind
  /** Of the original; of an upload under way as its sender says it. */
  readonly bytes: number
  readonly receivedBytes: number
  readonly sealedBytes: number
  /** The pages of a file that is ready. */
  readonly pages: number | null
  /** No scanner has seen it. */
  readonly unchecked: boolean
  readonly content: 1 | 2
  readonly keptUntil: LocalDate
  readonly createdAt: Instant
  readonly changedAt: Instant
}

/** A visit in the matter of papers: how far its contact is known. */
export type PapersVisit = { readonly state: string }

/** Is the contact of this visit not confirmed yet? Until then nobody sees its papers. */
export function isUnconfirmed({ state }: PapersVisit): boolean {
  return state === 'held'
}

/** Can papers still be handed in by the link of this visit? Before it, and while its people wait. */
export function takesPapersNow({ state }: PapersVisit): boolean {
  return TAKES.has(state)
}

const TAKES: ReadonlySet<string> = new Set(['held', 'booked', 'waiting', 'parked'])

/** The first free place for one more file of a visit; undefined when it has all that it may have. */
export function freeSlot(taken: readonly number[], visit: PapersVisit): number | undefined {
  const most = isUnconfirmed(visit) ? MOST_FILES.unconfirmed : MOST_FILES.confirmed
  for (let slot = 1; slot <= most; slot++) if (!taken.includes(slot)) return slot
  return undefined
}

/**
 * The name of a file as it may be shown: one line, nothing unseen, nothing that turns the reading direction, not too
 * long, without the folders that some browsers send along. Shown only: no path is ever made of it.
 * @example shownFileName('C:\\Scans\\Vertrag\u202e.pdf') // 'Vertrag.pdf'
 */
export function shownFileName(name: string): string {
  const last = name.slice(0, 4_000).split(/[/\\]/).at(-1) ?? ''
  const shown = shownText(last, NAME_LENGTH)
  return shown === '' ? '?' : shown
}

/** A visit that a matter has or had, as far as it decides for how long papers are kept. */
export type KeepingVisit = { readonly state: string; readonly day: LocalDate }

/** What is to become of the papers of a matter. */
export type Keeping = { readonly kind: 'keep'; readonly until: LocalDate } | { readonly kind: 'destroy' }

/** The states of visits after which nothing comes: what was handed in for them has no purpose any more. */
const GIVEN_UP: ReadonlySet<string> = new Set(['expired', 'cancelled'])

/**
 * Until when the papers of a matter are kept: so many days after its last visit, so that a second try starts with them.
 * A visit that was cancelled or never confirmed does not count; a matter without another one keeps nothing.
 */
export function keepingOf(visits: readonly KeepingVisit[], days: number): Keeping {
  const last = visits
    .filter(({ state }) => !GIVEN_UP.has(state))
    .map(({ day }) => day)
    .sort()
    .at(-1)
  return last === undefined ? { kind: 'destroy' } : { kind: 'keep', until: addDays(last, days) }
}

/** What the citizen reads of a file: it comes, it is looked at, it is there, or it was not taken. */
export type ShownState = 'coming' | 'waiting' | 'checking' | 'ready' | 'refused'

/** How far a file is, for who handed it in; undefined for one that is gone. */
export function shownState(file: Pick<PaperFile, 'state'>, visit: PapersVisit): ShownState | undefined {
  switch (file.state) {
    case 'received':
      return 'coming'
    case 'quarantined':
    case 'checking':
      return isUnconfirmed(visit) ? 'waiting' : 'checking'
    case 'ready':
      return 'ready'
    case 'refused':
      return 'refused'
    default:
      return undefined
  }
}
