/** Why a colleague calls somebody out of order. Kept in the journal and counted per site, never per colleague. */
export const CHOICE_REASONS = ['need', 'quick', 'together', 'deadline', 'colleague', 'other'] as const
export type ChoiceReason = (typeof CHOICE_REASONS)[number]

/** Why the desk lets somebody come forward. `terminal`: everything was done at the self-service terminal. */
export const DESK_REASONS = ['terminal', 'need', 'wrong_queue', 'mistake', 'hardship'] as const
export type DeskReason = (typeof DESK_REASONS)[number]
