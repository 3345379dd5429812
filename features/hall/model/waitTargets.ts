/** Waits of people who were called today, all together. */
export type WaitsOfPeople = { readonly people: number; readonly seconds: number; readonly over15: number }

/** What waits of a day should be: minutes on average, and at most one in so many longer than 15 minutes. */
export type WaitTarget = { readonly minutes: number; readonly oneInOver15: number | null }

/** With an appointment 8 minutes, at most one in six over 15; without one 25 minutes. */
export const WAIT_TARGETS = {
  booked: { minutes: 8, oneInOver15: 6 },
  walkIns: { minutes: 25, oneInOver15: null },
} as const satisfies Record<string, WaitTarget>

/** Were waits as they should be? Null while nobody was called: then there is nothing to judge. */
export function isOnTarget(
  { people, seconds, over15 }: WaitsOfPeople,
  { minutes, oneInOver15 }: WaitTarget,
): boolean | null {
  if (people === 0) return null
  return seconds <= people * minutes * 60 && (oneInOver15 === null || over15 * oneInOver15 <= people)
}
