import { CREDIT_KINDS, type CreditKind } from '#features/visit/model.ts'

/** Why a colleague calls somebody out of order. Kept in the journal and counted per site, never per colleague. */
export const CHOICE_REASONS = ['need', 'quick', 'together', 'deadline', 'colleague', 'other'] as const
export type ChoiceReason = (typeof CHOICE_REASONS)[number]

/** Why the desk lets somebody come forward. `terminal`: everything was done at the self-service terminal. */
export const DESK_REASONS = ['terminal', 'need', 'wrong_queue', 'mistake', 'hardship'] as const
export type DeskReason = (typeof DESK_REASONS)[number]

/** Where a credit comes from. A need that people tell a device themselves may be worth less than one that is noted. */
export type CreditSource = CreditKind | 'own_need'

/** What the journal says of a credit; of a need that people told themselves also what it was worth then. */
export function creditReason(source: Exclude<CreditSource, 'desk'>, minutes: number): string {
  return source === 'own_need' ? `own_need_${minutes}` : source
}

/** The credit that the journal names; minutes only of a need that people told themselves. */
export function creditIn(
  reason: string | null,
): { readonly source: CreditSource; readonly minutes: number | null } | undefined {
  if (reason?.startsWith('desk_')) return { source: 'desk', minutes: null }
  const own = /^own_need_(\d+)$/.exec(reason ?? '')?.[1]
  if (own !== undefined) return { source: 'own_need', minutes: Number(own) }
  const source = CREDIT_KINDS.find((kind) => kind === reason)
  return source && { source, minutes: null }
}

/** The kind as which a credit counts, once. */
export function kindOf(source: CreditSource): CreditKind {
  return source === 'own_need' ? 'need' : source
}

/** What the journal says of somebody who goes away, or is sent to another site: for how many minutes. */
export function awayFor(minutes: number, onTheWay = false): string {
  return `${onTheWay ? 'on_the_way' : 'minutes'}_${minutes}`
}

/** The minutes that the journal names; null for another reason, or none. */
export function minutesAway(reason: string | null): number | null {
  const named = /^(?:minutes|on_the_way)_(\d+)$/.exec(reason ?? '')?.[1]
  return named === undefined ? null : Number(named)
}

/** Why a visit is finished that goes on at another site. */
export const OTHER_SITE = 'other_site'
