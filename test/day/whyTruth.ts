import type { WhyToday } from '#features/hall/model.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type Line, placeAfter, type Story } from './story.ts'

/** Somebody who waited, as the public API said it a moment before a call. */
export type Waited = {
  readonly visit: string
  readonly ticketNumber: string
  readonly services: readonly string[]
  readonly forCounter: string | null
  readonly awayUntil: string | null
  readonly callableFrom: string
  readonly arrivedAt: string
  readonly appointmentAt: string | null
  readonly credits: readonly { readonly minutes: number }[]
}

/** What was known at a call beside the journal: who waited, and what this counter can do. */
export type AtCall = { readonly waiting: readonly Waited[]; readonly skills: ReadonlySet<string> }

/** Later than this nobody keeps the credit of their appointment. */
const LATE_MINUTES = 15
const CEILING_MINUTES = 60

/** Two stories, the first call of the first of them, and all stories by visit. */
export type ComparedStories = {
  readonly first: Story
  readonly second: Story
  readonly call: Line
  readonly storyOf: ReadonlyMap<string, Pick<Story, 'follows' | 'arrivedAt' | 'appointmentAt'>>
}

/**
 * Is the one reason true that is given for a pair? Asked of the journal, and of who waited at the moment of the call; not
 * of the function that gives it. `call` is the first call of `first`.
 */
export function isTrueSentence(
  { why }: WhyToday,
  { first, second, call, storyOf }: ComparedStories,
  { waiting, skills }: AtCall,
): boolean {
  const before = second.lines.filter(({ number }) => number < call.number)
  const place = placeAfter(before)
  const since = before.findLast(({ from, to, event }) => from !== to || event === 'went_away')?.happenedAt
  const one = waiting.find(({ visit }) => visit === first.visit)
  const other = waiting.find(({ visit }) => visit === second.visit)
  const isAway = place === 'away' && call.happenedAt < awayUntil(before)
  switch (why.kind) {
    case 'not_here_yet':
      return (
        ['new', 'held', 'booked'].includes(place) && why.at === cameAt(second) && why.at > call.happenedAt
      )
    case 'called_before':
      return ['called', 'serving', 'done'].includes(place) && why.at <= call.happenedAt
    case 'away':
      return isAway && why.at === since
    case 'parked':
    case 'missed':
      return place === why.kind && why.at === since
    case 'left':
      return place === 'left' && why.at === since
  }
  if (!one || !other || isAway || !['waiting', 'away'].includes(place)) return false
  if (why.kind === 'chosen') return call.reason === why.reason
  if (call.reason !== null) return false
  const [mine, theirs] = [parseInstant(one.callableFrom), parseInstant(other.callableFrom)]
  const referenceOf = (waited: Waited) => reference(waited, storyOf)
  const keyOf = (waited: Waited) => referenceOf(waited) - gained(waited) * MINUTE
  const served = other.forCounter === null || other.forCounter === call.counter
  const inOrder = mine <= call.happenedAt && theirs <= call.happenedAt && keyOf(one) <= keyOf(other)
  switch (why.kind) {
    case 'other_counter':
      return !(served && other.services.every((service) => skills.has(service)))
    case 'not_callable_yet':
      return theirs === why.from && theirs > call.happenedAt && mine <= call.happenedAt
    case 'counter_idle':
      return mine > call.happenedAt && mine <= theirs
    case 'earlier':
      return inOrder && referenceOf(one) < referenceOf(other)
    case 'credits':
      return inOrder && referenceOf(one) >= referenceOf(other) && why.minutes === gained(one)
    case 'ticket':
      return inOrder && keyOf(one) === keyOf(other) && one.ticketNumber < other.ticketNumber
  }
}

function cameAt({ lines }: Story): Instant | undefined {
  return lines.find(({ event }) => event === 'checked_in' || event === 'ticket_drawn')?.happenedAt
}

function awayUntil(lines: readonly Line[]): Instant {
  const went = lines.findLast(({ event }) => event === 'went_away')
  const minutes = Number(/^minutes_(\d+)$/.exec(went?.reason ?? '')?.[1] ?? 0)
  return plus(went?.happenedAt ?? parseInstant('1970-01-01T00:00:00Z'), minutes * MINUTE)
}

/**
 * A walk-in's arrival; of somebody booked the later of arrival and appointment, of somebody late the arrival. Whoever was
 * split off stands where the one stood whom they came with.
 */
function reference({ visit, arrivedAt, appointmentAt }: Waited, storyOf: ComparedStories['storyOf']): number {
  const before = storyOf.get(storyOf.get(visit)?.follows ?? '')
  const arrived = before?.arrivedAt ?? parseInstant(arrivedAt)
  const appointment = before ? before.appointmentAt : appointmentAt && parseInstant(appointmentAt)
  if (!appointment || arrived > appointment + LATE_MINUTES * MINUTE) return arrived
  return Math.max(arrived, appointment)
}

function gained({ credits }: Waited): number {
  return Math.min(
    CEILING_MINUTES,
    credits.reduce((sum, { minutes }) => sum + minutes, 0),
  )
}
