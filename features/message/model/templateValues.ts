import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatDay, formatDayAndTime, formatTime } from '#platform/time/format.ts'
import {
  isAboutCheck,
  isAboutTurn,
  isAboutWish,
  type MailFacts,
  type MessageFacts,
  type WishFacts,
} from '../model.ts'
import { oneLine } from './address.ts'
import { papersNews } from './papersMail.ts'
import { texts } from './phrases.ts'
import { type Placeholder, TEMPLATE_KINDS, type TemplateKind } from './template.ts'
import { numberFact, placeOf, serviceFacts } from './visitFacts.ts'

type Values = { readonly [P in Placeholder]?: string | undefined }

/** Which words of a city a mail takes; undefined for a kind that has none. */
export function templateKindOf(facts: MailFacts): TemplateKind | undefined {
  if (facts.kind === 'relocated' && !facts.relocation?.firstDay) return 'relocation_undone'
  if (facts.kind === 'closed' && !facts.replacement) return 'closed_none'
  if (facts.kind === 'papers_checked') return facts.checked && `papers_${papersNews(facts.checked)}`
  return TEMPLATE_KINDS.find((kind) => kind === facts.kind)
}

/** What is put in place of names in braces, as far as the facts of a mail hold it, in its language. */
export function valuesOf(facts: MailFacts): Values {
  const { city } = facts
  return {
    city: oneLine(city.name),
    phone: oneLine(city.phone).replaceAll(' ', '\u00a0'),
    ...(isAboutCheck(facts)
      ? { code: facts.code, until: formatTime(facts.until, facts.timeZone, facts.language) }
      : isAboutWish(facts)
        ? ofWish(facts)
        : isAboutTurn(facts)
          ? {}
          : ofVisit(facts)),
  }
}

function ofVisit(facts: MessageFacts): Values {
  const { language, site, kind, heldUntil, replacement, relocation } = facts
  const until = kind === 'closed' ? (replacement?.until ?? null) : heldUntil
  const zone = replacement?.site.timeZone ?? site.timeZone
  return {
    ...atTime(facts.appointmentAt, site.timeZone, facts),
    site: oneLine(site.name),
    place: placeOf(facts),
    service: serviceFacts(facts)[0]?.value,
    number: numberFact(facts).value,
    until: until === null ? undefined : formatDayAndTime(until, zone, language),
    newWhen: replacement ? formatDayAndTime(replacement.startsAt, zone, language) : undefined,
    newSite: replacement ? oneLine(replacement.site.name) : undefined,
    since: relocation?.firstDay ? formatDay(relocation.firstDay, language) : undefined,
  }
}

function ofWish(facts: WishFacts): Values {
  const { language, offer, services } = facts
  const t = texts(language)
  const titles = services.map(({ title, people }) => t('fact.service', { title: oneLine(title), people }))
  const ofOffer = offer && {
    ...atTime(offer.startsAt, offer.site.timeZone, facts),
    site: oneLine(offer.site.name),
    until: formatDayAndTime(offer.until, offer.site.timeZone, language),
  }
  return {
    until: formatDayAndTime(facts.confirmUntil, facts.timeZone, language),
    untilDay: formatDay(facts.untilDay, language),
    service: titles.join('; '),
    ...ofOffer,
  }
}

function atTime(at: Instant, zone: string, { language }: Pick<MailFacts, 'language'>): Values {
  return {
    when: formatDayAndTime(at, zone, language),
    day: formatDay(dayOf(at, zone), language),
    time: formatTime(at, zone, language),
  }
}
