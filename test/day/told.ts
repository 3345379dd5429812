import type { VisitEvent, VisitState } from '#features/visit/model.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import type { Line, Story } from './story.ts'

/** What somebody was told when they came, and what the devices of the hall showed of them. */
export type Told = {
  /** The numbers that they were given or shown, anywhere, in order. */
  readonly numbers: readonly string[]
  /** The journal numbers of calls that each display showed, in the order in which they came; each time anew. */
  readonly shown: readonly (readonly number[])[]
  /** The journal numbers of calls at which their phone said that it is their turn; null: they have none. */
  readonly phone: readonly number[] | null
}

const CALLS: readonly VisitEvent[] = ['called', 'called_again', 'taken_over', 'take_over_undone']

/** Does this line show and sound a call: the first, another one, or one to another counter? */
export function isCall({ event, to }: Line): boolean {
  return CALLS.includes(event) && to === 'called'
}

/** What is wrong with what somebody was told and saw, beside their story. */
export function toldFaults(story: Story, { numbers, shown, phone }: Told): string[] {
  const { ticket, lines } = story
  const calls = lines.filter(isCall)
  const strange = numbers.filter((number) => number !== ticket).map((number) => `was told ${number}`)
  const nothing = ticket !== null && numbers.length === 0 ? ['was told no number'] : []
  const displays = shown.flatMap((all, nth) =>
    calls.flatMap(({ number, event }) => {
      const times = all.filter((one) => one === number).length
      return times === 1 ? [] : [`${event} ${number} stood ${times} times on display ${nth + 1}`]
    }),
  )
  const missing = calls.filter(
    ({ event, number }) => event === 'called' && phone !== null && !phone.includes(number),
  )
  const phones = missing.map(({ number }) => `call ${number} was not on the phone`)
  return [...strange, ...nothing, ...displays, ...phones].map((fault) => `${ticket ?? story.visit}: ${fault}`)
}

const AT_COUNTER: readonly VisitState[] = ['called', 'serving']

type Stay = {
  readonly who: string
  readonly from: Instant
  readonly until: Instant
  readonly counter: string
}

/** When somebody was at which counter, also whoever is there still. */
function staysOf({ visit, lines }: Story): Stay[] {
  return lines.flatMap((line, index) => {
    if (!AT_COUNTER.includes(line.to) || line.counter === null) return []
    const until = lines[index + 1]?.happenedAt ?? FOR_EVER
    return [{ who: visit, from: line.happenedAt, until, counter: line.counter }]
  })
}

const FOR_EVER = instant(8_000_000_000_000_000)

/** What is wrong with a whole day beside the single stories: numbers given twice, gaps, two people at one counter. */
export function dayFaults(stories: readonly Story[]): string[] {
  return [...ticketFaults(stories), ...numberFaults(stories), ...counterFaults(stories)]
}

function ticketFaults(stories: readonly Story[]): string[] {
  const tickets = stories.flatMap(({ ticket }) => ticket ?? [])
  return tickets
    .filter((ticket, index) => tickets.indexOf(ticket) !== index)
    .map((one) => `given twice: ${one}`)
}

/** The journal of a site has no gaps. What was written before the day (bookings) may lie between. */
function numberFaults(stories: readonly Story[]): string[] {
  const numbers = stories.flatMap(({ lines }) => lines.map(({ number }) => number)).toSorted((a, b) => a - b)
  return numbers.flatMap((number, index) => {
    const before = numbers[index - 1] ?? number - 1
    return number === before + 1 ? [] : [`after ${before} the journal goes on with ${number}`]
  })
}

function counterFaults(stories: readonly Story[]): string[] {
  const byCounter = Map.groupBy(stories.flatMap(staysOf), ({ counter }) => counter)
  return [...byCounter].flatMap(([counter, stays]) => {
    const inOrder = stays.toSorted((a, b) => a.from - b.from || a.until - b.until)
    return inOrder.flatMap((stay, index) => {
      const before = inOrder[index - 1]
      const meets = before && before.who !== stay.who && stay.from < before.until
      return meets ? [`two people at ${counter}: ${before.who} and ${stay.who}`] : []
    })
  })
}
