import { deleteMobiles, loadVisit, mobileOf } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { TURN_LASTS } from '../model/turn.ts'
import type { HallMessageKind, TurnFacts, TurnMessage } from '../model.ts'
import { dropTurns } from '../store/turn.ts'
import { insertMessage } from '../store.ts'
import { describeCity } from './describe.ts'

/** Tells somebody who waits, by SMS to a number as E.164, that this is their number, or that their turn is near. */
export async function queueTurn(
  tx: Tx,
  { id, language }: Pick<Visit, 'id' | 'language'>,
  kind: Exclude<HallMessageKind, 'come_back'>,
  mobile: string,
): Promise<void> {
  await insertMessage(tx, {
    visitId: id,
    wishId: null,
    checkId: null,
    kind,
    language,
    channel: 'sms',
    recipient: mobile,
  })
  tx.touch('outbox')
}

/** Nobody is told any more of the turns of these visits by SMS: what waits goes, and so do the numbers, everywhere. */
export async function forgetTurns(tx: Tx, visitIds: readonly Id<'visit'>[]): Promise<void> {
  await deleteMobiles(tx, visitIds)
  await dropTurns(tx, visitIds)
}

/** What tells somebody of their turn, if it is still so and their number is still the one; undefined otherwise. */
export async function loadTurnFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: TurnMessage,
): Promise<TurnFacts | undefined> {
  const visit = await loadVisit(tx, message.visitId)
  if (!visit) return undefined
  const until = lastsUntil(visit, message)
  if (until === undefined || until <= tx.now) return undefined
  if (message.kind !== 'come_back' && (await mobileOf(tx, visit.id)) !== message.recipient) return undefined
  const { language } = visit
  return {
    kind: message.kind,
    language,
    messageId: message.id,
    now: tx.now,
    number: visit.ticketNumber ?? '',
    until,
    link: `${publicUrl}/w/${links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    city: await describeCity(tx, language),
  }
}

/** Until when it says something; undefined where it says nothing any more. */
function lastsUntil(
  { state, awayUntil }: Visit,
  { kind, createdAt, aboutAt }: TurnMessage,
): Instant | undefined {
  if (state !== 'waiting') return undefined
  if (kind !== 'come_back')
    return kind === 'soon' && awayUntil !== null ? undefined : plus(createdAt, TURN_LASTS[kind])
  return awayUntil !== null && awayUntil === aboutAt ? plus(awayUntil, TURN_LASTS.come_back) : undefined
}
