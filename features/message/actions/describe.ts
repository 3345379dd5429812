import { anySite, getSettings, siteNameOn } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { MessageCity, MessageSite } from '../model.ts'
import { sendersOf } from './sender.ts'

/** The city as mails name it, and the sender of a site that has one of its own. */
export async function describeCity(
  tx: Tx,
  language: Language,
  siteId: Id<'site'> | null = null,
): Promise<MessageCity> {
  const settings = await getSettings(tx)
  const siteSender = siteId === null ? undefined : (await sendersOf(tx)).get(siteId)
  return {
    name: settings.texts.name[language],
    phone: settings.contact.phone,
    address: settings.contact.address,
    senderName: settings.senderName,
    senderAddress: settings.senderAddress,
    smsSender: settings.smsSender,
    ...(siteSender ? { siteSender } : {}),
  }
}

/** A site as mails name it on the day of an instant, at its address of that day; a mobile one by its stop. */
export async function describeSite(
  tx: Tx,
  id: Id<'site'>,
  at: Instant,
  language: Language,
): Promise<MessageSite> {
  const site = (await anySite(tx, id)) ?? impossible('a visit without site')
  const day = dayOf(at, site.timeZone)
  const { kind, texts, street, postcode, town, timeZone } = siteOn(site, day)
  const name = siteNameOn(site, day, language)
  return { name, mobile: kind === 'mobile', street, postcode, town, way: texts.way[language], timeZone }
}
