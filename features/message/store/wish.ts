import type { VisitKind } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A wish as a mail about it needs it. The offer is the open one that was made with the message, if it still is. */
export type WishOfMessage = {
  readonly state: 'asked' | 'waiting' | 'ended'
  readonly createdAt: Instant
  readonly untilDay: LocalDate
  readonly bookedAt: Instant | null
  readonly name: string | null
  readonly kind: VisitKind
  readonly offer: {
    readonly startsAt: Instant
    readonly until: Instant
    readonly minutes: number
    readonly siteId: Id<'site'>
  } | null
}

/** Reads a wish for a mail that was queued at an instant. */
export async function wishOfMessage(
  tx: Tx,
  wishId: Id<'wish'>,
  queuedAt: Instant,
): Promise<WishOfMessage | undefined> {
  const wish = await tx.first(
    db
      .selectFrom('wish')
      .leftJoin('wish_contact as own', 'own.wish_id', 'wish.id')
      .leftJoin('visit_contact as booked', 'booked.visit_id', 'wish.visit_id')
      .select((eb) => [
        'wish.state',
        'wish.created_at as createdAt',
        'wish.until_day as untilDay',
        'wish.before_at as bookedAt',
        'wish.kind',
        eb.fn.coalesce('own.name', 'booked.name').as('name'),
      ])
      .where('wish.id', '=', wishId),
  )
  if (!wish) return undefined
  const offer = await tx.first(
    db
      .selectFrom('offer')
      .select(['starts_at as startsAt', 'until', 'minutes', 'site_id as siteId'])
      .where('wish_id', '=', wishId)
      .where('state', '=', 'open')
      .where('created_at', '=', at(queuedAt)),
  )
  return { ...wish, offer: offer ?? null }
}

/** What a wish is for. */
export function mattersOfWish(
  tx: Tx,
  wishId: Id<'wish'>,
): Promise<{ serviceId: Id<'service'>; people: number }[]> {
  return tx.rows(
    db
      .selectFrom('wish_matter')
      .select(['service_id as serviceId', 'people'])
      .where('wish_id', '=', wishId)
      .orderBy('position'),
  )
}
