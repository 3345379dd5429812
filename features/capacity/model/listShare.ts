import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { cellsOf, freeCells, type Place, type PlaceBounds } from '../model.ts'

/** What is kept for the waitlist and wanted by nobody becomes public at a random moment within this span. */
export const PUBLIC_WITHIN = 60 * MINUTE

/** A moment within the next hour; `random` from 0 to below 1, such that nobody can know it. */
export function publicMoment(now: Instant, random: number): Instant {
  return plus(now, Math.floor(random * PUBLIC_WITHIN))
}

/** Consecutive cells. */
export type Block = { readonly firstCell: number; readonly endCell: number }

/**
 * The cells of a new place that go to the waitlist before anybody else sees them: this share of what is free there,
 * rounded down, in one block, so that long matters fit; never more than the longest free run. `random`, from 0 to
 * below 1, says where it lies, so that it is not the same time of day everywhere. Undefined for none.
 */
export function listBlock(
  place: PlaceBounds & Pick<Place, 'taken'>,
  sharePercent: number,
  random: number,
): Block | undefined {
  const free = cellsOf(freeCells(place))
  const wanted = Math.floor((free.length * sharePercent) / 100)
  const run = longestRun(free)
  const length = Math.min(wanted, run.endCell - run.firstCell)
  if (length === 0) return undefined
  const room = run.endCell - run.firstCell - length
  const firstCell = run.firstCell + Math.floor(random * (room + 1))
  return { firstCell, endCell: firstCell + length }
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
