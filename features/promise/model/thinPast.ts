import type { Span } from '#features/authority/model.ts'
import { type Instant, instant, type LocalDate } from '#kernel/instant.ts'
import type { Drawn } from './coming.ts'
import { drawn, luckOf } from './random.ts'

/** Of a demonstration: on days before this one, each who came stands for so many. */
export type ThinPast = { readonly before: LocalDate; readonly oneOf: number }

/** A number of a thin day; where those it stands for come belongs to its seed. */
export type ThinDrawn = Drawn & { readonly seed: number }

/** A thin day: when the house was open and who drew a number, all as if it had been today. */
export type ThinDay = { readonly spans: readonly Span[]; readonly numbers: readonly ThinDrawn[] }

/** Apart from what the kernel and the what-if draw. */
const PURPOSE = 202

/**
 * The numbers of thin days as if everybody had come: each as often as it stands for people, evenly from one usual gap
 * between two thin numbers before it until one after it, while the house was open. So each service has its rate in each
 * part of the day. The same each time.
 */
export function filledDraws(days: readonly ThinDay[], oneOf: number): Drawn[] {
  const played = days.map(({ spans, numbers }) => ({
    numbers,
    spans: spans.length > 0 ? spans : lived(numbers),
  }))
  const gap = usualGap(played)
  return played.flatMap(({ spans, numbers }) =>
    numbers.flatMap((one) => {
      const span = spanOf(one.at, spans)
      return Array.from({ length: oneOf }, (_, nth): Drawn => {
        const place = (nth + drawn(luckOf(nth, PURPOSE), one.seed)) / oneOf
        return { at: spread(one.at, 2 * place - 1, span, gap), services: one.services, minutes: one.minutes }
      })
    }),
  )
}

/** A day of which no hours are known any more was one from its first number to its last. */
function lived(numbers: readonly ThinDrawn[]): readonly Span[] {
  const sorted = numbers.toSorted((a, b) => a.at - b.at)
  const [first, last] = [sorted[0], sorted.at(-1)]
  return first && last ? [{ opens: first.at, closes: last.at }] : []
}

/** The opening time that belongs to each number, all days together. Milliseconds. */
function usualGap(days: readonly ThinDay[]): number {
  const open = days.flatMap(({ spans }) => spans).reduce((sum, { opens, closes }) => sum + closes - opens, 0)
  return open / Math.max(1, days.flatMap(({ numbers }) => numbers).length)
}

/** The hours in which a number was drawn; of one from outside of them the nearest. */
function spanOf(at: Instant, spans: readonly Span[]): Span {
  const away = ({ opens, closes }: Span) => Math.max(opens - at, at - closes, 0)
  return spans.toSorted((a, b) => away(a) - away(b))[0] ?? { opens: at, closes: at }
}

/** A moment by a share of the gap, from -1 to 1, before or after another, within the hours. */
function spread(at: Instant, by: number, { opens, closes }: Span, gap: number): Instant {
  const last = Math.max(opens, closes - 1)
  const from = Math.min(Math.max(at, opens), last)
  return instant(Math.round(turnedBack(from + by * Math.min(gap, last - opens), opens, last)))
}

/** What lies beyond an end lies as far on this side of it instead, so that nobody crowds at opening and closing. */
export function turnedBack(at: number, first: number, last: number): number {
  const turned = at < first ? 2 * first - at : at > last ? 2 * last - at : at
  return Math.min(Math.max(turned, first), last)
}
