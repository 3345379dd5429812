import type { HouseNoticeTexts } from '#db/json.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type Instant } from '#kernel/instant.ts'

/** The longest notice, in letters: what somebody reads who passes by. */
export const LONGEST_NOTICE = 160
/** More at a time nobody reads: the newest are shown. */
export const MOST_SHOWN = 5
/** So long after its end a notice is kept, to be used again. */
export const KEPT_FOR = 30 * DAY

/** What the house says on its displays; of all sites where it names none. */
export type HouseNotice = {
  readonly id: Id<'houseNotice'>
  readonly siteId: Id<'site'> | null
  readonly texts: HouseNoticeTexts
  readonly showsFrom: Instant
  readonly showsUntil: Instant
  readonly withdrawnAt: Instant | null
  readonly changedAt: Instant
}

/** How it stands with a notice. */
export type NoticeState = 'planned' | 'shown' | 'over' | 'withdrawn'

/** Is a notice shown now, or still to come? From is shown already, until is not. */
export function noticeState(
  { showsFrom, showsUntil, withdrawnAt }: Pick<HouseNotice, 'showsFrom' | 'showsUntil' | 'withdrawnAt'>,
  now: Instant,
): NoticeState {
  if (withdrawnAt !== null) return 'withdrawn'
  if (now >= showsUntil) return 'over'
  return now >= showsFrom ? 'shown' : 'planned'
}

/** The notices that a site's displays show now, the newest first. */
export function noticesShown(
  notices: readonly HouseNotice[],
  siteId: Id<'site'>,
  now: Instant,
): readonly HouseNotice[] {
  return notices
    .filter((notice) => notice.siteId === null || notice.siteId === siteId)
    .filter((notice) => noticeState(notice, now) === 'shown')
    .toSorted((a, b) => b.showsFrom - a.showsFrom || (a.id < b.id ? 1 : -1))
    .slice(0, MOST_SHOWN)
}
