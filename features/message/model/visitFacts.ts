import { addressLine } from '#features/authority/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { formatDayAndTime, formatTime } from '#platform/time/format.ts'
import type { MessageFacts } from '../model.ts'
import { heldLine, oneLine } from './address.ts'
import type { Fact } from './blocks.ts'
import { texts } from './phrases.ts'

/** Day and time of the visit, on the clock of its site. */
export function whenOf(facts: MessageFacts): string {
  return formatDayAndTime(facts.appointmentAt, facts.site.timeZone, facts.language)
}

/** When. */
export function whenFact(facts: MessageFacts): Fact {
  return { label: texts(facts.language)('fact.when'), value: whenOf(facts) }
}

/** When the second of two linked visits begins, and what for. */
export function thenFacts(facts: MessageFacts): readonly Fact[] {
  return thenAt(facts, facts.second?.at ?? null, facts.site.timeZone)
}

/** The same at another time, on the clock of another site. */
export function thenAt(
  { language, second }: MessageFacts,
  at: Instant | null,
  zone: string,
): readonly Fact[] {
  if (!second || at === null) return []
  const t = texts(language)
  const time = formatTime(at, zone, language)
  const titles = second.titles.map(oneLine).join('; ')
  return [{ label: t('fact.then'), value: t('fact.thenValue', { time, titles }) }]
}

/** Where, or how, if nobody has to come. */
export function whereFact(facts: MessageFacts): Fact {
  return { label: texts(facts.language)('fact.where'), value: placeOf(facts) }
}

/** How to find the entrance. */
export function wayFact({ language, site }: MessageFacts): Fact {
  return { label: texts(language)('fact.way'), value: oneLine(site.way) }
}

/** In two groups, as people read it aloud. */
export function numberFact({ language, bookingNumber }: MessageFacts): Fact {
  const value = `${bookingNumber.slice(0, 4)} ${bookingNumber.slice(4)}`.trim()
  return { label: texts(language)('fact.number'), value }
}

/** What for. */
export function serviceFacts({ language, services }: MessageFacts): readonly Fact[] {
  const t = texts(language)
  const written = services.map(({ title, people }) => t('fact.service', { title: oneLine(title), people }))
  return [{ label: t('fact.services'), value: written.join('; ') }]
}

/** Everybody who comes, if the one who reads this does not come alone. */
export function namesFacts({ language, name, companions }: MessageFacts): readonly Fact[] {
  if (name === null || companions.length === 0) return []
  return [{ label: texts(language)('fact.names'), value: [name, ...companions].map(oneLine).join(', ') }]
}

/** What stays when the visit is over; with several matters each by its title. */
export function referenceFacts({ language, services }: MessageFacts): readonly Fact[] {
  const t = texts(language)
  const several = services.length > 1
  return services.map(({ title, reference }) => ({
    label: several ? t('fact.referenceFor', { title: oneLine(title) }) : t('fact.reference'),
    value: oneLine(reference),
  }))
}

/** Name and address of the site; of a visit elsewhere, how it takes place. */
export function placeOf({ language, visitKind, phone, site, onPaper }: MessageFacts): string {
  const t = texts(language)
  if (visitKind === 'telephone') return t('place.telephone', { phone: oneLine(phone ?? '') })
  if (visitKind === 'video') return t(onPaper ? 'place.videoPaper' : 'place.video')
  return heldLine(`${site.name}, ${addressLine(site)}`)
}
