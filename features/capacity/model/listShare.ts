import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { CELL_MINUTES, cellBits, cellsOf, freeCells, type NewPlace, type PlaceBounds } from '../model.ts'
import { fittingPart, HOUR_CELLS, minutesOfCells } from './budget.ts'
import type { DayRelease, StandingPlace } from './release.ts'

// Of what becomes public a share goes to the waitlist before anybody else sees it, whatever made it public: a new
// place, a longer one, or a share of an hour that opens now.

/** What is kept for the waitlist and wanted by nobody becomes public at a random moment within this span. */
export const PUBLIC_WITHIN = 60 * MINUTE
/** Times nearer than this belong to the hall. */
export const LIST_NOTICE = 2 * HOUR
/** No shorter block is kept: there is hardly a matter for it. */
export const LEAST_CELLS = 3

/** A moment within the next hour; `random` from 0 to below 1, such that nobody can know it. */
export function publicMoment(now: Instant, random: number): Instant {
  return plus(now, Math.floor(random * PUBLIC_WITHIN))
}

/** Consecutive cells. */
export type Block = { readonly firstCell: number; readonly endCell: number }

/** Cells of a place that nobody has, as bits. */
export type FreeRoom = { readonly placeId: Id<'place'>; readonly free: bigint }

/** What a place has gained: all cells of a new one, else those that it had not before. `free`: nobody has them. */
export type GainedRoom = FreeRoom & { readonly gained: bigint }

/** The cells that a planned day adds, place by place. */
export function gainedRooms(
  standing: readonly StandingPlace[],
  claims: readonly (Block & { readonly id: Id<'claim'>; readonly placeId: Id<'place'> | null })[],
  { make, reshape, moves }: Pick<DayRelease, 'make' | 'reshape' | 'moves'>,
): GainedRoom[] {
  const before = new Map(standing.map((place) => [place.id, place.withdrawn ? 0n : workCells(place)]))
  const moved = new Set(moves.map(({ claimId }) => claimId))
  const lying = [...moves, ...claims.filter(({ id }) => !moved.has(id))]
  const grown: readonly { readonly id: Id<'place'>; readonly as: NewPlace }[] = [
    ...make.map((as) => ({ id: as.id, as })),
    ...reshape,
  ]
  return grown.flatMap(({ id, as }) => {
    const gained = workCells(as) & ~(before.get(id) ?? 0n)
    const taken = lying
      .filter(({ placeId }) => placeId === id)
      .reduce((bits, { firstCell, endCell }) => bits | cellBits(firstCell, endCell), 0n)
    return gained === 0n ? [] : [{ placeId: id, gained, free: gained & ~taken }]
  })
}

function workCells(place: PlaceBounds): bigint {
  return freeCells({ ...place, taken: 0n })
}

/** The minutes of each hour that cells bring; `publicPart`, 0 to 1, says how much of an hour citizens may book. */
export function minutesGained(
  rooms: readonly GainedRoom[],
  publicPart: (hour: number) => number,
): ReadonlyMap<number, number> {
  const minutes = new Map<number, number>()
  for (const cell of rooms.flatMap(({ gained }) => cellsOf(gained))) {
    const hour = Math.floor(cell / HOUR_CELLS)
    minutes.set(hour, (minutes.get(hour) ?? 0) + CELL_MINUTES * publicPart(hour))
  }
  return minutes
}

/**
 * How many cells of so many minutes go to the list: its share, rounded down. What would be shorter than the least block
 * is that block as often as makes up for it, so that many small enlargements give what one large one gives. `random`
 * from 0 to below 1.
 */
export function listCells(minutes: number, sharePercent: number, random: number): number {
  const due = (minutes * sharePercent) / 100 / CELL_MINUTES
  if (due >= LEAST_CELLS) return Math.floor(due)
  return random < due / LEAST_CELLS ? LEAST_CELLS : 0
}

export type ListQuestion = {
  /** Where free cells are. */
  readonly rooms: readonly FreeRoom[]
  /** The minutes of each hour of the day that become public. */
  readonly opened: ReadonlyMap<number, number>
  /** The minutes of an hour that its budget still has. */
  readonly leftOf: (hour: number) => number
  readonly sharePercent: number
  /** From 0 to below 1, another one each time. */
  readonly draw: () => number
}

/**
 * The blocks of a site's day that the list sees first: from every place a part of the share in one piece, so that long
 * matters fit and every counter's services are among them, at no particular time of day. Never more than an hour's
 * budget has, and in no hour more than became public there.
 */
export function listBlocks({ rooms, opened, leftOf, sharePercent, draw }: ListQuestion): (Block & {
  readonly placeId: Id<'place'>
})[] {
  const left = new Map([...opened].map(([hour, minutes]) => [hour, Math.min(minutes, leftOf(hour))]))
  const hours = [...opened.keys()].reduce((bits, hour) => bits | hourBits(hour), 0n)
  const wide = shuffled(
    rooms.map(({ placeId, free }) => ({ placeId, free: free & hours })),
    draw,
  )
  const minutes = [...opened.values()].reduce((sum, each) => sum + each, 0)
  let due = listCells(minutes, sharePercent, draw())
  let unseen = wide.reduce((sum, { free }) => sum + cellsOf(free).length, 0)
  return wide.flatMap(({ placeId, free }) => {
    const cells = cellsOf(free).length
    const length = Math.max(Math.min(due, LEAST_CELLS), Math.floor((due * cells) / Math.max(1, unseen)))
    unseen -= cells
    const block = length < LEAST_CELLS ? undefined : blockIn(free, length, draw())
    const part = block && fittingPart(block.firstCell, block.endCell, (hour) => left.get(hour) ?? 0)
    if (!part || part.endCell - part.firstCell < LEAST_CELLS) return []
    for (const [hour, taken] of minutesOfCells(part.firstCell, part.endCell))
      left.set(hour, (left.get(hour) ?? 0) - taken)
    due -= part.endCell - part.firstCell
    return [{ placeId, ...part }]
  })
}

const hourBits = (hour: number) => cellBits(hour * HOUR_CELLS, (hour + 1) * HOUR_CELLS)

/** So many free cells in one block, at most the longest free run; `random` says where in it. Undefined for none. */
export function blockIn(free: bigint, cells: number, random: number): Block | undefined {
  const run = longestRun(cellsOf(free))
  const length = Math.min(cells, run.endCell - run.firstCell)
  if (length <= 0) return undefined
  const room = run.endCell - run.firstCell - length
  const firstCell = run.firstCell + Math.floor(random * (room + 1))
  return { firstCell, endCell: firstCell + length }
}

function shuffled<T>(all: readonly T[], draw: () => number): T[] {
  return all
    .map((one) => ({ one, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

/** The longest run of consecutive numbers; the first of equal ones. Empty for none. */
function longestRun(cells: readonly number[]): Block {
  let best: Block = { firstCell: 0, endCell: 0 }
  let first = cells[0] ?? 0
  for (const [index, cell] of cells.entries()) {
    if (index > 0 && cell !== (cells[index - 1] ?? 0) + 1) first = cell
    if (cell + 1 - first > best.endCell - best.firstCell) best = { firstCell: first, endCell: cell + 1 }
  }
  return best
}
