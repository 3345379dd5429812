import { anySite, changeRelocation } from '#features/authority/actions.ts'
import {
  type Addresses,
  changedSpans,
  changeMoves,
  type MoveChange,
  type MoveRefusal,
} from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import { PLAN_TOPIC } from '#features/capacity/model.ts'
import { queueRelocated } from '#features/message/actions.ts'
import { wayTo } from '#features/visit/model/channel.ts'
import type { Id } from '#kernel/id.ts'
import { impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Concerned, lockVisits, noteChanges, readConcerned } from '../store/relocation.ts'

/** How many bookings follow a move, and how their people hear of it. */
export type Followers = {
  readonly follow: number
  readonly byMail: number
  readonly byPhone: number
  /** Neither mail nor telephone: they need a letter, or hear of it at the old door. */
  readonly byLetter: number
}

/** What a move, its change or its withdrawal would mean; it changes nothing and tells nobody. */
export async function foreseeMove(
  tx: Tx,
  siteId: Id<'site'>,
  change: MoveChange,
): Promise<Result<Followers, MoveRefusal>> {
  const site = (await anySite(tx, siteId)) ?? impossible('a site that moves')
  const changed = changeMoves(site.addresses, change, dayOf(tx.now, site.timeZone))
  if (!changed.ok) return changed
  return ok(counted(await concernedBy(tx, site, site.addresses, changed.value)))
}

/**
 * Announces a move, changes it or takes it back, and tells everybody who has booked and has to go elsewhere than they
 * knew: by mail in this transaction's outbox, or by the list of those to be told. Nobody is told of what stays.
 */
export async function moveSite(
  tx: Tx,
  siteId: Id<'site'>,
  change: MoveChange,
): Promise<Result<Followers & { readonly id: Id<'relocation'> }, MoveRefusal>> {
  const changed = await changeRelocation(tx, siteId, change)
  if (!changed.ok) return changed
  const { id, before, after } = changed.value
  const site = (await anySite(tx, siteId)) ?? impossible('a site that moves')
  const told = await tellOfMove(tx, site, before, after)
  // Halls, kiosks and searches show the address.
  tx.touch(siteId)
  tx.touch(PLAN_TOPIC)
  return ok({ id, ...told })
}

/** Rows of one statement. */
const AT_ONCE = 1_000

/** Tells those whose address is another one now. */
export async function tellOfMove(
  tx: Tx,
  site: Site,
  before: Addresses,
  after: Addresses,
): Promise<Followers> {
  if (changedSpans(before, after).length > 0) await lockVisits(tx)
  const concerned = await concernedBy(tx, site, before, after)
  for (let first = 0; first < concerned.length; first += AT_ONCE) {
    const some = concerned.slice(first, first + AT_ONCE)
    await noteChanges(tx, some)
    await queueRelocated(
      tx,
      some.flatMap(({ visitId, language, ...contact }) => {
        const way = wayTo(contact)
        return way ? [{ visitId, language, ...way }] : []
      }),
    )
  }
  return counted(concerned)
}

async function concernedBy(
  tx: Tx,
  { id, timeZone }: Site,
  before: Addresses,
  after: Addresses,
): Promise<readonly Concerned[]> {
  const spans = changedSpans(before, after)
  return spans.length === 0 ? [] : readConcerned(tx, id, spans, dayOf(tx.now, timeZone))
}

function counted(concerned: readonly Concerned[]): Followers {
  const unmailed = concerned.filter((contact) => wayTo(contact) === undefined)
  const byPhone = unmailed.filter(({ phone }) => phone !== null).length
  return {
    follow: concerned.length,
    byMail: concerned.length - unmailed.length,
    byPhone,
    byLetter: unmailed.length - byPhone,
  }
}
