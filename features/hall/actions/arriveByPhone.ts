import type { Site } from '#features/authority/model.ts'
import { type Links, mayArriveByPhone, type Visit } from '#features/visit/model.ts'
import { fail, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isHereCode } from '../model.ts'
import { type ArrivalRefusal, checkIn } from './arrive.ts'

export type PhoneRefusal = ArrivalRefusal | 'too_early' | 'wrong_code'

/**
 * "I am here": whoever has booked checks in on the phone, with the code that the hall of their site shows at this
 * time. Who is not there cannot know it; guesses are limited where they come in.
 */
export async function arriveByPhone(
  tx: Tx,
  links: Links,
  { visit, site }: { readonly visit: Visit; readonly site: Site },
  typed: string,
): Promise<Result<{ readonly visit: Visit; readonly again: boolean }, PhoneRefusal>> {
  if (visit.kind !== 'on_site') return fail('not_on_site')
  if (visit.day !== dayOf(tx.now, site.timeZone)) return fail('other_day')
  // Here already, cancelled or over: the check-in says which.
  if (visit.state === 'booked' && !mayArriveByPhone(visit, tx.now)) return fail('too_early')
  const place = { links, authorityKey: tx.authority.key, siteId: site.id }
  if (!isHereCode(place, tx.now, typed)) return fail('wrong_code')
  return checkIn(tx, site, visit.id)
}
