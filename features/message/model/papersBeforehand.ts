import { type Answers, type Checklist, certainlyNeeded } from '#features/catalogue/model.ts'
import type { PaperCheck } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'

/** A paper that came for a matter before its visit, or that the file of record has. */
export type PaperHere = {
  /** Its German words; empty for one on no list. */
  readonly item: string
  /** When its newest file was whole; null where none is left here. */
  readonly since: Instant | null
  /** A file of it could be taken, or is still being checked; or the file of record has it. */
  readonly taken: boolean
}

type PaperList = Checklist & { readonly takesPapers: boolean }

/** What somebody certainly needs of the list of a service that takes papers, without what is known of; German words. */
export function unspokenOf(
  list: PaperList,
  answers: Answers,
  known: readonly Pick<PaperHere, 'item'>[],
): readonly string[] {
  return neededOf(list, answers).filter((item) => !known.some((one) => one.item === item))
}

/**
 * What somebody certainly needs and has still to send, if they want to send their papers: it did not come, could not be
 * taken, or was found wanting and did not come anew since. German words.
 */
export function stillMissing(
  list: PaperList,
  answers: Answers,
  said: readonly Pick<PaperCheck, 'item' | 'verdict' | 'saidAt'>[],
  here: readonly PaperHere[],
): readonly string[] {
  return neededOf(list, answers).filter((item) => {
    const check = said.find((one) => one.item === item)
    if (check?.verdict === 'green') return false
    const came = here.find((one) => one.item === item)
    if (!came?.taken) return true
    return check !== undefined && came.since !== null && came.since <= check.saidAt
  })
}

function neededOf(list: PaperList, answers: Answers): readonly string[] {
  return list.takesPapers ? certainlyNeeded(list, answers) : []
}
