import { getSettings } from '#features/authority/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { returnDue } from '../model/return.ts'
import type { Message, ReturnFacts } from '../model.ts'
import { dropReturns, insertReturn, moveReturns } from '../store/return.ts'
import { describeCity } from './describe.ts'

/**
 * Somebody who is away until a time left a number: if it takes SMS and the city sends them, it is told when it is time.
 * In the transaction in which they go.
 */
export async function planReturn(
  tx: Tx,
  { id, awayUntil, language }: Pick<Visit, 'id' | 'awayUntil' | 'language'>,
  phone: string | null,
): Promise<void> {
  dropReturns(tx, id)
  const number = phone === null ? undefined : readMobile(phone)
  if (awayUntil === null || number === undefined || (await getSettings(tx)).smsSender === null) return
  await insertReturn(tx, id, { backAt: awayUntil, dueAt: returnDue(awayUntil, tx.now), language, number })
  tx.touch('outbox')
}

/** Somebody stays away until another time, or is back: what waits to call them follows. */
export function followReturn(tx: Tx, { id, awayUntil }: Pick<Visit, 'id' | 'awayUntil'>): void {
  if (awayUntil === null) dropReturns(tx, id)
  else moveReturns(tx, id, awayUntil, returnDue(awayUntil, tx.now))
}

/** What calls somebody back, if they are still away until the time that it is about; undefined otherwise. */
export async function loadReturnFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  { id, visitId, aboutAt }: Extract<Message, { kind: 'come_back' }>,
): Promise<ReturnFacts | undefined> {
  const visit = await loadVisit(tx, visitId)
  if (visit?.state !== 'waiting' || visit.awayUntil === null || visit.awayUntil !== aboutAt) return undefined
  const { language } = visit
  return {
    kind: 'come_back',
    language,
    messageId: id,
    now: tx.now,
    number: visit.ticketNumber ?? '',
    backAt: visit.awayUntil,
    link: `${publicUrl}/w/${links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    city: await describeCity(tx, language),
  }
}
