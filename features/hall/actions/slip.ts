import type { Site } from '#features/authority/model.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import type { Slip } from '#platform/print/slip.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/**
 * What stands on the paper of a visit: number, matters, site, what to do, and the code of the waiting page. No name, no
 * booking number. `code` is the address behind the code.
 */
export async function slipOf(
  tx: Tx,
  visit: Visit,
  site: Site,
  language: Language,
  code: string,
): Promise<Slip> {
  const t = texts(language)
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const arrived = visit.arrivedAt ?? tx.now
  return {
    lines: [
      { text: site.texts.name[language], size: 'normal' },
      { text: t('kiosk.result.number'), size: 'small' },
      { text: visit.ticketNumber ?? '', size: 'huge' },
      ...services.map(({ texts: words }) => ({ text: words.title[language], size: 'large' as const })),
      { text: t('kiosk.result.next'), size: 'normal' },
    ],
    code,
    after: [
      { text: t('slip.phone'), size: 'normal' },
      { text: formatDayAndTime(arrived, site.timeZone, language), size: 'small' },
    ],
    rightToLeft: false,
  }
}

/** What stands on the paper of a time that was booked at the kiosk: when, where, what for, and its number to arrive with. */
export function bookingSlip(
  visit: Visit,
  site: Site,
  services: readonly Service[],
  language: Language,
  code: string,
): Slip {
  const t = texts(language)
  const at = visit.appointmentAt ?? impossible('a booking without time')
  return {
    lines: [
      { text: t('kiosk.time.booked'), size: 'normal' },
      { text: formatDayAndTime(at, site.timeZone, language), size: 'large' },
      { text: site.texts.name[language], size: 'normal' },
      { text: `${site.street}, ${site.postcode} ${site.town}`, size: 'normal' },
      ...services.map(({ texts: words }) => ({ text: words.title[language], size: 'normal' as const })),
      { text: t('kiosk.time.number'), size: 'small' },
      { text: visit.bookingNumber ?? '', size: 'large' },
    ],
    code,
    after: [{ text: t('kiosk.time.phone'), size: 'normal' }],
    rightToLeft: false,
  }
}

/** The path of a visit's waiting page, as its code says it. */
export function waitingPath(token: string, language: Language): string {
  return `/w/${token}${language === 'de' ? '' : `?lang=${language}`}`
}
