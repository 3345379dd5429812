import type { SiteTexts } from '#db/json.ts'
import { getSettings } from '#features/authority/actions.ts'
import type { Language } from '#kernel/language.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { MessageCity, MessageSite } from '../model.ts'

/** The city as mails name it. */
export async function describeCity(tx: Tx, language: Language): Promise<MessageCity> {
  const settings = await getSettings(tx)
  return {
    name: settings.texts.name[language],
    phone: settings.contact.phone,
    address: settings.contact.address,
    senderName: settings.senderName,
    senderAddress: settings.senderAddress,
  }
}

/** A site as mails name it. */
export function describeSite(
  site: Omit<MessageSite, 'name' | 'way'> & { readonly texts: SiteTexts },
  language: Language,
): MessageSite {
  const { street, postcode, town, timeZone } = site
  return {
    name: site.texts.name[language],
    street,
    postcode,
    town,
    way: site.texts.way[language],
    timeZone,
  }
}
