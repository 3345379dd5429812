import type { Texts } from '#kernel/language.ts'

/** A sentence stays at least so long, and longer the more there is to read. Milliseconds. */
const LEAST = 8_000
const EACH_LETTER = 90
/** With more calls at once there is no room beside them. */
const CALLS_BESIDE = 2

/** What the house says, one sentence after the other: its notices, then where the mobile team comes next. */
export function houseLines(house: {
  readonly notices: readonly Texts[]
  readonly stop: Texts | null
}): readonly Texts[] {
  return house.stop === null ? house.notices : [...house.notices, house.stop]
}

/** Which of the sentences is shown so long after the first one came: each as long as it takes to read it. */
export function lineAt(lines: readonly Texts[], since: number): Texts | undefined {
  const times = lines.map(({ de }) => Math.max(LEAST, de.length * EACH_LETTER))
  const round = times.reduce((sum, time) => sum + time, 0)
  let left = round === 0 ? 0 : since % round
  return lines.find((_, index) => {
    left -= times[index] ?? 0
    return left < 0
  })
}

/**
 * May the house speak beside the calls now? Never in the way of one: not while a new call stands out, not where calls
 * need the room. A screen that shows the house (`whole`) gives its whole room to calls while there is one.
 */
export function houseMaySpeak({
  calls,
  isNew,
  whole,
}: {
  readonly calls: number
  readonly isNew: boolean
  readonly whole: boolean
}): boolean {
  if (isNew) return false
  return whole ? calls === 0 : calls <= CALLS_BESIDE
}
