import type { Static } from 'typebox'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import type { StaffWish } from '../contract/waitlist.ts'

/** A place in the line as the screens show it. */
export type ShownWish = Static<typeof StaffWish>

/** An offered time in words, and until when it stands. */
export function useOfferWords(
  wish: Pick<ShownWish, 'offer'>,
): { readonly time: string; readonly until: string } | undefined {
  const { language, directory } = useConsole()
  if (!wish.offer) return undefined
  const { site, startsAt, until } = wish.offer
  const zone = zoneOf(directory, site)
  const written = (at: string) => formatDayAndTime(parseInstant(at), zone, language)
  return { time: `${written(startsAt)}, ${siteName(directory, site)}`, until: written(until) }
}
