import { type Selectable, sql } from 'kysely'
import type { WishTable } from '#db/schema.gen.ts'
import { contactRow } from '#features/visit/actions.ts'
import type { Contact, VisitKind } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, atOrNull, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type {
  RefusedTime,
  WaitingWish,
  WishChannel,
  WishEnd,
  WishState,
  WishTerms,
} from '../model/waitlist.ts'

/** A wish with its life. */
export type Wish = WishTerms & {
  readonly id: Id<'wish'>
  readonly state: WishState
  readonly whyEnded: WishEnd | null
  readonly channel: WishChannel
  /** How the visit shall take place; of a booking that shall become earlier, its own. */
  readonly kind: VisitKind
  readonly language: Language
  /** The booking that shall become earlier, if it is about one. */
  readonly visitId: Id<'visit'> | null
  readonly matters: readonly { readonly serviceId: Id<'service'>; readonly people: number }[]
  readonly queuedAt: Instant
  readonly refusals: number
}

export type NewWish = Omit<Wish, 'serviceIds' | 'whyEnded' | 'refusals'> & {
  readonly person: Buffer | null
  readonly linkHash: Buffer
}

/** Writes a wish with its matters, and its contact, with the digest of a birth date, if it has one of its own. */
export async function insertWish(
  tx: Tx,
  wish: NewWish,
  contact: Contact | null,
  birth: Buffer | null,
): Promise<void> {
  await tx.run(
    db.insertInto('wish').values({
      id: wish.id,
      state: wish.state,
      channel: wish.channel,
      kind: wish.kind,
      language: wish.language,
      visit_id: wish.visitId,
      before_at: atOrNull(wish.before),
      minutes: wish.minutes,
      site_ids: [...wish.siteIds],
      weekdays: [...wish.weekdays],
      parts: [...wish.parts],
      first_day: wish.firstDay,
      until_day: wish.untilDay,
      deadline_on: wish.deadlineOn,
      queued_at: at(wish.queuedAt),
      person: wish.person,
      link_hash: wish.linkHash,
      created_at: at(tx.now),
    }),
  )
  await tx.run(
    db.insertInto('wish_matter').values(
      wish.matters.map(({ serviceId, people }, position) => ({
        wish_id: wish.id,
        position,
        service_id: serviceId,
        people,
      })),
    ),
  )
  if (contact)
    await tx.run(db.insertInto('wish_contact').values({ wish_id: wish.id, ...contactRow(contact), birth }))
}

const wishes = db.selectFrom('wish').selectAll('wish')
type WishRow = Selectable<WishTable>

async function toWishes(tx: Tx, rows: readonly WishRow[]): Promise<Wish[]> {
  if (rows.length === 0) return []
  const matters = await tx.rows(
    db
      .selectFrom('wish_matter')
      .select(['wish_id', 'service_id', 'people'])
      .where(sql<boolean>`wish_id = ANY (${rows.map(({ id }) => id)}::uuid[])`)
      .orderBy('position'),
  )
  const mattersOf = Map.groupBy(matters, (row) => row.wish_id)
  return rows.map((row) => {
    const own = (mattersOf.get(row.id) ?? []).map(({ service_id, people }) => ({
      serviceId: service_id,
      people,
    }))
    return {
      id: row.id,
      state: row.state,
      whyEnded: row.why_ended,
      channel: row.channel,
      kind: row.kind,
      language: row.language,
      visitId: row.visit_id,
      matters: own,
      serviceIds: own.map(({ serviceId }) => serviceId),
      minutes: row.minutes,
      siteIds: row.site_ids,
      weekdays: row.weekdays,
      parts: row.parts,
      firstDay: row.first_day,
      untilDay: row.until_day,
      before: row.before_at,
      deadlineOn: row.deadline_on,
      queuedAt: row.queued_at,
      refusals: row.refusals,
    }
  })
}

/** A wish by the digest of its link (unique index wish_link). */
export async function wishByLink(tx: Tx, linkHash: Buffer): Promise<Wish | undefined> {
  return (await toWishes(tx, await tx.rows(wishes.where('link_hash', '=', linkHash))))[0]
}

export async function loadWish(tx: Tx, id: Id<'wish'>): Promise<Wish | undefined> {
  return (await toWishes(tx, await tx.rows(wishes.where('id', '=', id))))[0]
}

/** The live wish of a booking (unique index wish_visit_once). */
export async function liveWishOf(
  tx: Tx,
  { visitId }: { readonly visitId: Id<'visit'> },
): Promise<Wish | undefined> {
  const rows = await tx.rows(wishes.where('state', '=', 'waiting').where('visit_id', '=', visitId))
  return (await toWishes(tx, rows))[0]
}

/** Who of these people waits, by name (unique index wish_person_once). */
export async function livePersons(
  tx: Tx,
  persons: readonly Buffer[],
): Promise<readonly { readonly id: Id<'wish'>; readonly person: Buffer; readonly name: string }[]> {
  const rows = await tx.rows(
    db
      .selectFrom('wish')
      .innerJoin('wish_contact', 'wish_contact.wish_id', 'wish.id')
      .select(['wish.id', 'wish.person', 'wish_contact.name'])
      .where('wish.state', '=', 'waiting')
      .where(sql<boolean>`wish.person = ANY (${persons}::bytea[])`),
  )
  return rows.flatMap(({ person, ...row }) => (person ? [{ ...row, person }] : []))
}

/** Everybody who waits, in no order; some hundred rows by index wish_live. */
export async function waitingWishes(tx: Tx): Promise<Wish[]> {
  return toWishes(tx, await tx.rows(wishes.where('state', '=', 'waiting').orderBy('queued_at')))
}

/** Wishes whose end has come: waiting ones past their last day or their booking's time, unconfirmed ones too old. */
export async function overdueWishes(
  tx: Tx,
  limits: { readonly today: LocalDate; readonly askedBefore: Instant },
): Promise<Wish[]> {
  const rows = await tx.rows(
    wishes.where(({ or, and, eb }) =>
      or([
        and([
          eb('state', '=', 'waiting'),
          or([eb('until_day', '<', limits.today), eb('before_at', '<=', at(tx.now))]),
        ]),
        and([eb('state', '=', 'asked'), eb('created_at', '<', at(limits.askedBefore))]),
      ]),
    ),
  )
  return toWishes(tx, rows)
}

/** Times that wishes refused or left unanswered and that are still to come. */
export async function refusedTimes(tx: Tx): Promise<Map<Id<'wish'>, RefusedTime[]>> {
  const rows = await tx.rows(
    db
      .selectFrom('offer')
      .innerJoin('wish', 'wish.id', 'offer.wish_id')
      .select(['offer.wish_id', 'offer.site_id', 'offer.starts_at', 'offer.minutes'])
      .where('wish.state', '=', 'waiting')
      .where('offer.state', 'in', ['declined', 'lapsed'])
      .where('offer.starts_at', '>', at(tx.now))
      .orderBy('offer.id'),
  )
  const grouped = Map.groupBy(rows, (row) => row.wish_id)
  return new Map(
    [...grouped].map(([id, list]) => [
      id,
      list.map(({ site_id, starts_at, minutes }) => ({
        siteId: site_id,
        startsAt: starts_at,
        endsAt: plus(starts_at, minutes * MINUTE),
      })),
    ]),
  )
}

/** Sets a wish into the line, as that of a person who has none there. False if it is no longer asked for. */
export async function beginWaiting(
  tx: Tx,
  id: Id<'wish'>,
  place: Pick<WaitingWish, 'queuedAt' | 'refusals'> & Pick<NewWish, 'person'>,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('wish')
      .set({
        state: 'waiting',
        queued_at: at(place.queuedAt),
        refusals: place.refusals,
        person: place.person,
      })
      .where('id', '=', id)
      .where('state', '=', 'asked'),
  )
  return count === 1
}

/** Writes a place in the line after a refusal. */
export async function savePlace(
  tx: Tx,
  { id, queuedAt, refusals }: Pick<WaitingWish, 'id' | 'queuedAt' | 'refusals'>,
): Promise<void> {
  await tx.run(
    db
      .updateTable('wish')
      .set({ queued_at: at(queuedAt), refusals })
      .where('id', '=', id),
  )
}

/** The time before which a booking's wish wants another, and its day, until which the wish lives. */
export async function saveBefore(
  tx: Tx,
  id: Id<'wish'>,
  { before, untilDay }: { readonly before: Instant; readonly untilDay: LocalDate },
): Promise<void> {
  await tx.run(
    db
      .updateTable('wish')
      .set({ before_at: at(before), until_day: untilDay })
      .where('id', '=', id),
  )
}

/** Ends a wish and forgets who it was. */
export async function closeWish(tx: Tx, id: Id<'wish'>, why: WishEnd): Promise<void> {
  await tx.run(
    db
      .updateTable('wish')
      .set({ state: 'ended', why_ended: why, ended_at: at(tx.now), person: null })
      .where('id', '=', id),
  )
  await tx.run(db.deleteFrom('wish_contact').where('wish_id', '=', id))
}

/** Whom a wish belongs to: its own contact, or that of its booking. */
export async function wishContact(tx: Tx, id: Id<'wish'>): Promise<Contact | undefined> {
  return (await wishContacts(tx, [id])).get(id)
}

/** The digest of name and birth date that a wish for a scarce service was bound to. */
export async function wishBirth(tx: Tx, id: Id<'wish'>): Promise<Buffer | null> {
  const row = await tx.first(db.selectFrom('wish_contact').select('birth').where('wish_id', '=', id))
  return row?.birth ?? null
}

/** Contacts of wishes, also of those that are about a booking. */
export async function wishContacts(tx: Tx, ids: readonly Id<'wish'>[]): Promise<Map<Id<'wish'>, Contact>> {
  const rows = await tx.rows(
    db
      .selectFrom('wish')
      .leftJoin('wish_contact as own', 'own.wish_id', 'wish.id')
      .leftJoin('visit_contact as booked', 'booked.visit_id', 'wish.visit_id')
      .select((eb) => [
        'wish.id',
        eb.fn.coalesce('own.name', 'booked.name').as('name'),
        eb.fn.coalesce('own.email', 'booked.email').as('email'),
        eb.fn.coalesce('own.phone', 'booked.phone').as('phone'),
        'booked.mobile',
        'booked.told_by as toldBy',
        eb.fn.coalesce('own.companions', 'booked.companions').as('companions'),
      ])
      .where(sql<boolean>`wish.id = ANY (${ids}::uuid[])`),
  )
  return new Map(
    rows.flatMap(({ id, name, companions, toldBy, ...ways }) =>
      name === null
        ? []
        : [[id, { name, ...ways, ...(toldBy ? { toldBy } : {}), companions: companions ?? [] }]],
    ),
  )
}

/** How many wishes of this contact wait for the press of their link. */
export async function askedFor(tx: Tx, person: Buffer): Promise<number> {
  const { count } = await tx.one(
    db
      .selectFrom('wish')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('state', '=', 'asked')
      .where('person', '=', person),
  )
  return count
}

/** Deletes wishes whose page has said long enough what became of them; offers and mails follow. How many. */
export async function deleteWishesEndedBefore(tx: Tx, before: Instant, limit: number): Promise<number> {
  const old = db
    .selectFrom('wish')
    .select('id')
    .where('state', '=', 'ended')
    .where('ended_at', '<', at(before))
    .limit(limit)
  return tx.run(db.deleteFrom('wish').where('id', 'in', old))
}
