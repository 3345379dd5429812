import type { ReactElement } from 'react'
import type { Site } from '#features/authority/model.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PageAnswer } from '#platform/http/page.ts'
import type { Serving } from '#platform/http/serving.ts'
import type { Together } from '#platform/http/together.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import type { FrameOf } from '#ui/frame.ts'
import { renderDocument } from '#ui/render.ts'
import type { HoldingLine, LookToday, ReadForecasts, TakenLately } from '../actions.ts'
import { texts } from './texts.ts'

/** What the pages of booking stand on. */
export type BookingPageDeps = {
  readonly database: Database
  readonly links: Links
  readonly frame: FrameOf<Authority>
  /** What holds in the hall of a site for people who come early or late. Minutes. */
  readonly hallRules: (
    tx: Tx,
    siteId: Id<'site'>,
  ) => Promise<{ readonly earlyMinutes: number; readonly lateMinutes: number }>
  /** The keys by which phones know this installation; without it no phone is told. */
  readonly push?: {
    readonly keys: (authority: Authority, month: string) => { readonly publicKey: string }
  }
  readonly holdingLine: HoldingLine
  readonly takenLately: TakenLately
  readonly lookToday: LookToday
  readonly forecasts: ReadForecasts
  readonly together: Together<PageAnswer>
}

/** What pages need that take a time for somebody: they count who asks, beside the address. */
export type CountingDeps = BookingPageDeps & Pick<Serving<Caller, Authority>, 'count' | 'isShared'>

/** A page as an answer. */
export function html(page: ReactElement, status = 200): PageAnswer {
  return { kind: 'html', body: renderDocument(page), status }
}

/** Day and time on a site's clock, with the second time of two linked visits, and the site's name. */
export function placeInWords(
  at: Instant,
  site: Site | undefined,
  zone: string,
  language: Language,
  secondAt: Instant | null = null,
): { readonly time: string; readonly site: string } {
  const clock = site?.timeZone ?? zone
  const time = formatDayAndTime(at, clock, language)
  return {
    time:
      secondAt === null
        ? time
        : texts(language)('linked.both', { time, second: formatTime(secondAt, clock, language) }),
    site: site?.texts.name[language] ?? '–',
  }
}
