import type { Id } from '#kernel/id.ts'
import { cellBits, cellsFor, freeCells, type PlaceBounds } from '../model.ts'

/** A place as packing sees it. */
export type Room = PlaceBounds & {
  readonly id: Id<'place'>
  readonly durationPercent: number
  readonly skills: ReadonlySet<Id<'service'>>
}

/** Cells that somebody has, and what they are for. The start is a promise; the place is not. */
export type PackedClaim = {
  readonly id: Id<'claim'>
  /** Null for one that has no place now. */
  readonly placeId: Id<'place'> | null
  readonly firstCell: number
  readonly endCell: number
  readonly minutes: number
  readonly services: readonly Id<'service'>[]
  /** Has begun or is over: it stays where it is. */
  readonly fixed: boolean
}

/** Where each claim lies afterwards. Whoever stands in `unplaced` keeps the time and has no place. */
export type Packing = {
  readonly placed: ReadonlyMap<Id<'claim'>, Id<'place'>>
  readonly unplaced: readonly Id<'claim'>[]
}

/** How many others may be asked to make room, one for another. */
const DEPTH = 4

/** So many looks one claim is worth; a day has some hundred claims and some dozen places. */
const LOOKS = 2_000

/**
 * Finds a place for every claim of a day; starts stay. Who lies well stays there; who does not gets another place,
 * for which others move if that helps. Where somebody is left over, the day is packed anew, and the better way counts.
 */
export function placeAnew(rooms: readonly Room[], claims: readonly PackedClaim[]): Packing {
  const gentle = kept(rooms, claims)
  for (const claim of hardestFirst(gentle, claims)) gentle.place(claim)
  const packing = gentle.packing()
  if (packing.unplaced.length === 0) return packing
  const anew = packed(rooms, claims).packing()
  return anew.unplaced.length < packing.unplaced.length ? anew : packing
}

/**
 * Moves claims between places so that free cells join up and longer visits fit; undefined where that gains nothing.
 * Nobody loses a place by it.
 */
export function joinFreeCells(rooms: readonly Room[], claims: readonly PackedClaim[]): Packing | undefined {
  const now = kept(rooms, claims)
  const anew = packed(rooms, claims)
  if (anew.packing().unplaced.length > now.packing().unplaced.length) return undefined
  return anew.openness() > now.openness() ? anew.packing() : undefined
}

/** Does every claim lie at a place that has its cells and can serve it? */
export function isWellPlaced(rooms: readonly Room[], claims: readonly PackedClaim[]): boolean {
  return kept(rooms, claims).packing().unplaced.length === 0
}

/** The day as it is: claims that lie well where they lie. */
function kept(rooms: readonly Room[], claims: readonly PackedClaim[]): Board {
  const board = openBoard(rooms, claims)
  for (const claim of claims) {
    if (claim.fixed || claim.placeId === null) continue
    if (board.optionsOf(claim).includes(claim.placeId) && board.isFree(claim, claim.placeId)) {
      board.put(claim, claim.placeId)
    }
  }
  return board
}

/** The whole day from the first claim on, in the better of two ways. */
function packed(rooms: readonly Room[], claims: readonly PackedClaim[]): Board {
  const order = claims.filter(({ fixed }) => !fixed).toSorted(byStart)
  const ways = WAYS.map((way) => {
    const board = openBoard(rooms, claims, way)
    for (const claim of order) board.place(claim)
    return { board, left: board.packing().unplaced.length }
  })
  ways.sort((a, b) => a.left - b.left || b.board.openness() - a.board.openness())
  return ways[0]?.board ?? openBoard(rooms, claims)
}

/**
 * Which of the places that are free a claim takes: the one with the least idle time before it, or the one that can do
 * least, filling one place after the other.
 */
const WAYS = ['tight', 'filled'] as const

const byStart = (a: PackedClaim, b: PackedClaim) =>
  a.firstCell - b.firstCell || b.minutes - a.minutes || (a.id < b.id ? -1 : 1)

function hardestFirst(board: Board, claims: readonly PackedClaim[]): PackedClaim[] {
  return claims
    .filter((claim) => !claim.fixed && !board.has(claim))
    .sort((a, b) => board.optionsOf(a).length - board.optionsOf(b).length || byStart(a, b))
}

/** The places of a day with who lies where; what is fixed lies there from the beginning. */
type Board = {
  has(claim: PackedClaim): boolean
  /** Places that could take this claim if nobody else were there. */
  optionsOf(claim: PackedClaim): readonly Id<'place'>[]
  isFree(claim: PackedClaim, place: Id<'place'>): boolean
  put(claim: PackedClaim, place: Id<'place'>): void
  /** Puts a claim where it fits, with others making room if need be. */
  place(claim: PackedClaim): void
  packing(): Packing
  /** How well free cells hang together: the sum of the squares of their runs, more where more can be served. */
  openness(): number
}

type Lying = { readonly claim: PackedClaim; readonly bits: bigint }

function openBoard(
  rooms: readonly Room[],
  claims: readonly PackedClaim[],
  way: (typeof WAYS)[number] = 'tight',
): Board {
  const byId = new Map(rooms.map((room) => [room.id, room]))
  const fixed = new Map<Id<'place'>, bigint>()
  for (const claim of claims) {
    if (!claim.fixed || claim.placeId === null) continue
    const bits = cellBits(claim.firstCell, claim.endCell)
    fixed.set(claim.placeId, (fixed.get(claim.placeId) ?? 0n) | bits)
  }
  const open = new Map(
    rooms.map((room) => [room.id, freeCells({ ...room, taken: fixed.get(room.id) ?? 0n })]),
  )
  const lying = new Map<Id<'place'>, Map<Id<'claim'>, Lying>>(rooms.map((room) => [room.id, new Map()]))
  const at = new Map<Id<'claim'>, Id<'place'>>()
  const options = new Map<Id<'claim'>, readonly Id<'place'>[]>()

  const bitsOn = (claim: PackedClaim, place: Id<'place'>) =>
    cellBits(
      claim.firstCell,
      claim.firstCell + cellsFor(claim.minutes, byId.get(place)?.durationPercent ?? 100),
    )

  function optionsOf(claim: PackedClaim): readonly Id<'place'>[] {
    const known = options.get(claim.id)
    if (known) return known
    const found = rooms
      .filter((room) => claim.services.every((service) => room.skills.has(service)))
      .filter(({ id }) => ((open.get(id) ?? 0n) & bitsOn(claim, id)) === bitsOn(claim, id))
      .map(({ id }) => id)
    options.set(claim.id, found)
    return found
  }

  const blockersOf = (claim: PackedClaim, place: Id<'place'>): Lying[] => {
    const bits = bitsOn(claim, place)
    return [...(lying.get(place)?.values() ?? [])].filter((one) => (one.bits & bits) !== 0n)
  }

  function put(claim: PackedClaim, place: Id<'place'>): void {
    take(claim)
    lying.get(place)?.set(claim.id, { claim, bits: bitsOn(claim, place) })
    at.set(claim.id, place)
  }

  function take(claim: PackedClaim): void {
    const place = at.get(claim.id)
    if (place === undefined) return
    lying.get(place)?.delete(claim.id)
    at.delete(claim.id)
  }

  const takenOf = (place: Id<'place'>) =>
    [...(lying.get(place)?.values() ?? [])].reduce((bits, one) => bits | one.bits, 0n)

  /** Free cells right before a claim on a place: idle time that a shorter visit may not fill. */
  function idleBefore(claim: PackedClaim, place: Id<'place'>): number {
    const free = (open.get(place) ?? 0n) & ~takenOf(place)
    let cell = claim.firstCell - 1
    while (cell >= 0 && ((free >> BigInt(cell)) & 1n) === 1n) cell--
    return claim.firstCell - 1 - cell
  }

  const skillsOf = (place: Id<'place'>) => byId.get(place)?.skills.size ?? 0

  function preference(claim: PackedClaim, a: Id<'place'>, b: Id<'place'>): number {
    const skills = skillsOf(a) - skillsOf(b)
    const idle = idleBefore(claim, a) - idleBefore(claim, b)
    return (way === 'tight' ? idle || skills : skills || idle) || (a < b ? -1 : 1)
  }

  function place(claim: PackedClaim): void {
    const looks = { left: LOOKS }
    const changed: { readonly claim: PackedClaim; readonly from: Id<'place'> | undefined }[] = []

    const move = (one: PackedClaim, to: Id<'place'> | undefined) => {
      changed.push({ claim: one, from: at.get(one.id) })
      if (to === undefined) take(one)
      else put(one, to)
    }
    const backTo = (length: number) => {
      while (changed.length > length) {
        const last = changed.pop()
        if (last?.from === undefined) last && take(last.claim)
        else put(last.claim, last.from)
      }
    }
    const settle = (one: PackedClaim, depth: number, barred: ReadonlySet<Id<'claim'>>): boolean => {
      const wanted = optionsOf(one)
      const free = wanted
        .filter((option) => blockersOf(one, option).length === 0)
        .sort((a, b) => preference(one, a, b))
      if (free[0] !== undefined) {
        move(one, free[0])
        return true
      }
      if (depth === 0) return false
      for (const option of wanted) {
        if (looks.left-- <= 0) return false
        const blockers = blockersOf(one, option)
        if (blockers.some((blocker) => barred.has(blocker.claim.id))) continue
        const before = changed.length
        for (const blocker of blockers) move(blocker.claim, undefined)
        move(one, option)
        const further = new Set([...barred, one.id])
        if (blockers.every((blocker) => settle(blocker.claim, depth - 1, further))) return true
        backTo(before)
      }
      return false
    }
    settle(claim, DEPTH, new Set())
  }

  return {
    has: (claim) => at.has(claim.id),
    optionsOf,
    isFree: (claim, place) => blockersOf(claim, place).length === 0,
    put,
    place,
    packing: () => ({
      placed: new Map(at),
      unplaced: claims.filter((claim) => !claim.fixed && !at.has(claim.id)).map(({ id }) => id),
    }),
    openness: () =>
      rooms.reduce((sum, room) => {
        const free = (open.get(room.id) ?? 0n) & ~takenOf(room.id)
        return sum + runsOf(free).reduce((squares, run) => squares + run * run, 0) * (10 + room.skills.size)
      }, 0),
  }
}

/** The lengths of the runs of set bits. */
export function runsOf(bits: bigint): number[] {
  return (bits.toString(2).match(/1+/g) ?? []).map((run) => run.length)
}
