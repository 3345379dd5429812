/** Why a colleague calls somebody out of order. Kept in the journal and counted per site, never per colleague. */
export const CHOICE_REASONS = ['need', 'quick', 'together', 'deadline', 'colleague', 'other'] as const
export type ChoiceReason = (typeof CHOICE_REASONS)[number]

/** Why the desk lets somebody come forward. `terminal`: everything was done at the self-service terminal. */
export const DESK_REASONS = ['terminal', 'need', 'wrong_queue', 'mistake', 'hardship'] as const
export type DeskReason = (typeof DESK_REASONS)[number]

/** What the journal says of somebody who goes away: for how many minutes. */
export function awayFor(minutes: number): string {
  return `minutes_${minutes}`
}

/** The minutes that the journal names; null for another reason, or none. */
export function minutesAway(reason: string | null): number | null {
  const named = /^minutes_(\d+)$/.exec(reason ?? '')?.[1]
  return named === undefined ? null : Number(named)
}
