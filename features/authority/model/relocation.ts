import type { SiteTexts } from '#db/json.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant, type LocalDate } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { addDays, startOfDay } from '#kernel/wallTime.ts'
import type { Point } from './distance.ts'

/** What a site has from the building in which it is: it changes when the site moves. */
export type SiteAddress = Point & {
  readonly texts: SiteTexts
  readonly district: string
  readonly street: string
  readonly postcode: string
  readonly town: string
  readonly stepFree: boolean
  /** Room for prams, a place to change, something to play with. */
  readonly familyFriendly: boolean
  /** Has a terminal at which people take photo and fingerprints themselves. */
  readonly selfService: boolean
}

/** An address with the first day on which it holds, local to the site; null for the one that held before all others. */
export type DatedAddress = SiteAddress & {
  readonly firstDay: LocalDate | null
  /** The announced move that leads there; null where it is the site's own first address. */
  readonly relocationId: Id<'relocation'> | null
}

/** All addresses of a site, by their first day; the first of them has none. */
export type Addresses = readonly [DatedAddress, ...DatedAddress[]]

/** A site that knows its addresses and shows one of them. */
type Housed = SiteAddress & { readonly addresses: Addresses }

/** The addresses of a site in order. `moves` have different days. */
export function addressesOf(first: SiteAddress, moves: readonly DatedAddress[]): Addresses {
  const later = moves.toSorted((a, b) => ((a.firstDay ?? '') < (b.firstDay ?? '') ? -1 : 1))
  return [{ ...bare(first), firstDay: null, relocationId: null }, ...later]
}

function bare(address: SiteAddress): SiteAddress {
  const { texts, district, street, postcode, town, latitude, longitude } = address
  const { stepFree, familyFriendly, selfService } = address
  return {
    texts,
    district,
    street,
    postcode,
    town,
    latitude,
    longitude,
    stepFree,
    familyFriendly,
    selfService,
  }
}

/** The address that holds on a day: that of the last move whose day has come. */
export function addressOn(addresses: Addresses, day: LocalDate): DatedAddress {
  const [first, ...moves] = addresses
  return moves.findLast(({ firstDay }) => firstDay !== null && firstDay <= day) ?? first
}

/** The site as it is on a day. Asked twice, the last day counts. */
export function siteOn<S extends Housed>(site: S, day: LocalDate): S {
  if (site.addresses.length === 1) return site
  return { ...site, ...bare(addressOn(site.addresses, day)) }
}

/** The moves of a site that are still to come on a day. */
export function movesAfter(addresses: Addresses, day: LocalDate): readonly DatedAddress[] {
  return addresses.filter(({ firstDay }) => firstDay !== null && firstDay > day)
}

/** The day on which a site moves to the address of a later day, if that is still to come. */
export function moveAhead({ addresses }: Housed, day: LocalDate, today: LocalDate): LocalDate | null {
  const { firstDay } = addressOn(addresses, day)
  return firstDay !== null && firstDay > today ? firstDay : null
}

/** Days from one on, without the one with which they end; null: without beginning, or without end. */
export type DaySpan = { readonly from: LocalDate | null; readonly until: LocalDate | null }

/** Would somebody who comes have to be told of the difference? Coordinates and comforts change nobody's way. */
export function tellsApart(a: SiteAddress, b: SiteAddress): boolean {
  return wayOf(a) !== wayOf(b)
}

/** Is it another house? */
export function isOtherHouse(a: SiteAddress, b: SiteAddress): boolean {
  const houseOf = ({ street, postcode, town }: SiteAddress) => JSON.stringify([street, postcode, town])
  return houseOf(a) !== houseOf(b)
}

function wayOf({ texts, street, postcode, town, stepFree }: SiteAddress): string {
  const words = [texts.name, texts.way].map((text) => [text.de, text['de-simple'], text.en])
  return JSON.stringify([words, street, postcode, town, stepFree])
}

/** On which days people have to go elsewhere than was known before, in order and as few spans as there can be. */
export function changedSpans(before: Addresses, after: Addresses): readonly DaySpan[] {
  const days = [...before, ...after].flatMap(({ firstDay }) => (firstDay === null ? [] : [firstDay]))
  const bounds = [...new Set(days)].sort()
  const spans: DaySpan[] = []
  for (const [index, from] of [null, ...bounds].entries()) {
    const until = bounds[index] ?? null
    if (!tellsApart(heldFrom(before, from), heldFrom(after, from))) continue
    const last = spans.at(-1)
    if (last !== undefined && last.until === from) spans[spans.length - 1] = { from: last.from, until }
    else spans.push({ from, until })
  }
  return spans
}

function heldFrom(addresses: Addresses, day: LocalDate | null): DatedAddress {
  return day === null ? addresses[0] : addressOn(addresses, day)
}

/** Is a day one of these? */
export function isWithin(day: LocalDate, spans: readonly DaySpan[]): boolean {
  return spans.some(({ from, until }) => (from === null || from <= day) && (until === null || day < until))
}

/**
 * Between which instants all sites have the addresses that they have now, the second not included: their own midnights
 * before and after which one of them moves.
 */
export function addressesHold(
  sites: readonly { readonly timeZone: string; readonly addresses: Addresses }[],
  now: Instant,
): { readonly from: Instant; readonly until: Instant } {
  const moves = sites.flatMap(({ timeZone, addresses }) =>
    addresses.flatMap(({ firstDay }) => (firstDay === null ? [] : [startOfDay(firstDay, timeZone)])),
  )
  return {
    from: instant(Math.max(Number.MIN_SAFE_INTEGER, ...moves.filter((move) => move <= now))),
    until: instant(Math.min(Number.MAX_SAFE_INTEGER, ...moves.filter((move) => move > now))),
  }
}

/** A move as it is wanted: where to, and from which day on. */
export type RelocationWish = SiteAddress & { readonly firstDay: LocalDate }

/** Why a move cannot be announced. */
export const RELOCATION_FAULTS = ['day_past', 'day_far', 'day_taken', 'same_address'] as const
export type RelocationFault = (typeof RELOCATION_FAULTS)[number]

/** Nobody announces a move longer ahead. */
export const RELOCATION_DAYS = 730

/**
 * What speaks against a move; undefined if nothing does. `addresses` are those without the move itself, when it is
 * changed.
 */
export function relocationFault(
  addresses: Addresses,
  wish: RelocationWish,
  today: LocalDate,
): RelocationFault | undefined {
  if (wish.firstDay <= today) return 'day_past'
  if (wish.firstDay > addDays(today, RELOCATION_DAYS)) return 'day_far'
  if (addresses.some(({ firstDay }) => firstDay === wish.firstDay)) return 'day_taken'
  return tellsApart(addressOn(addresses, wish.firstDay), wish) ? undefined : 'same_address'
}

/** A move without id is announced, one without wish is taken back, one with both is changed. */
export type MoveChange = {
  readonly id: Id<'relocation'> | null
  readonly wish: RelocationWish | null
}

/** `relocation_over`: the day of the move has come, or it was taken back. */
export type MoveRefusal = RelocationFault | 'relocation_over'

/** The addresses of a site after a move is announced, changed or taken back. */
export function changeMoves(
  addresses: Addresses,
  { id, wish }: MoveChange,
  today: LocalDate,
): Result<Addresses, MoveRefusal> {
  const [first, ...moves] = addresses
  const standing = id === null ? undefined : moves.find(({ relocationId }) => relocationId === id)
  if (id !== null && (!standing?.firstDay || standing.firstDay <= today)) return fail('relocation_over')
  const others = moves.filter((move) => move !== standing)
  const without = addressesOf(first, others)
  if (!wish) return ok(without)
  const fault = relocationFault(without, wish, today)
  if (fault) return fail(fault)
  return ok(addressesOf(first, [...others, { ...wish, relocationId: id }]))
}

/** Where a new address lies: as it was given, else the middle of its postcode, and of its district where that is named. */
export function placeOfAddress(
  localities: readonly (Point & { readonly postcode: string; readonly district: string })[],
  given: { readonly postcode: string; readonly district: string | null; readonly point: Point | null },
): Result<Point & { readonly district: string }, 'unknown_postcode'> {
  const { postcode, district, point } = given
  const there = localities.filter((one) => one.postcode === postcode)
  const known = there.find((one) => one.district === district) ?? there[0]
  const named = district ?? known?.district
  const lies = point ?? known
  if (named === undefined || lies === undefined) return fail('unknown_postcode')
  return ok({ district: named, latitude: lies.latitude, longitude: lies.longitude })
}
