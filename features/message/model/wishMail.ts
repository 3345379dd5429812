import { addressLine } from '#features/authority/model.ts'
import { impossible } from '#kernel/result.ts'
import { formatDay, formatDayAndTime } from '#platform/time/format.ts'
import type { WishFacts } from '../model.ts'
import { heldLine, oneLine } from './address.ts'
import type { Block, Fact } from './blocks.ts'
import { greeting, opening, text, texts } from './phrases.ts'

/** The subject of a mail about a wish. An offer says its time at once. */
export function wishSubject(facts: WishFacts): string {
  const t = texts(facts.language)
  return facts.kind === 'wish_offer'
    ? t('subject.wish_offer', { when: whenOf(facts) })
    : t(`subject.${facts.kind}`)
}

/** What a mail about a wish says between its title and its end. */
export function wishBody(facts: WishFacts): readonly Block[] {
  switch (facts.kind) {
    case 'wish_confirm':
      return confirmBody(facts)
    case 'wish_offer':
      return offerBody(facts)
    case 'wish_ended':
      return endedBody(facts)
  }
}

function confirmBody(facts: WishFacts): readonly Block[] {
  const t = texts(facts.language)
  const until = formatDayAndTime(facts.confirmUntil, facts.timeZone, facts.language)
  return [
    // The address is not proven yet: a stranger's words would reach whoever owns it.
    text(t('greeting')),
    opening(t('wish.confirm.intro')),
    { kind: 'facts', facts: [serviceFact(facts), untilFact(facts)] },
    text(t('wish.confirm.task', { until })),
    { kind: 'button', text: t('wish.confirm.link'), url: facts.link },
    text(t('wish.confirm.button')),
    text(t('wish.confirm.other')),
  ]
}

function offerBody(facts: WishFacts): readonly Block[] {
  const t = texts(facts.language)
  const { site, minutes, until } = offerOf(facts)
  const address = heldLine(`${site.name}, ${addressLine(site)}`)
  const where = facts.visitKind === 'on_site' ? address : t(`wish.offer.${facts.visitKind}`)
  const zone = site.timeZone
  return [
    greeting(facts),
    opening(t('wish.offer.intro')),
    {
      kind: 'facts',
      facts: [
        { label: t('fact.when'), value: whenOf(facts) },
        { label: t('fact.minutes'), value: t('fact.minutesValue', { minutes }) },
        { label: t('fact.where'), value: where },
        serviceFact(facts),
      ],
    },
    text(t('wish.offer.until', { until: formatDayAndTime(until, zone, facts.language) })),
    { kind: 'button', text: t('wish.offer.link'), url: facts.link },
    ...(facts.bookedAt === null
      ? []
      : [text(t('wish.offer.booked', { when: formatDayAndTime(facts.bookedAt, zone, facts.language) }))]),
    text(t('wish.offer.refuse')),
  ]
}

function endedBody(facts: WishFacts): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t('wish.ended.intro')),
    { kind: 'facts', facts: [serviceFact(facts), untilFact(facts)] },
    text(facts.bookedAt === null ? t('wish.ended.again') : t('wish.ended.booked')),
    ...(facts.bookedAt === null
      ? [{ kind: 'link' as const, text: t('wish.ended.link'), url: facts.startPage }]
      : []),
  ]
}

function offerOf({ offer }: WishFacts) {
  return offer ?? impossible('a mail that offers has an offer')
}

function whenOf(facts: WishFacts): string {
  const { startsAt, site } = offerOf(facts)
  return formatDayAndTime(startsAt, site.timeZone, facts.language)
}

function serviceFact({ language, services }: WishFacts): Fact {
  const t = texts(language)
  const written = services.map(({ title, people }) => t('fact.service', { title: oneLine(title), people }))
  return { label: t('fact.services'), value: written.join('; ') }
}

function untilFact({ language, untilDay }: WishFacts): Fact {
  return { label: texts(language)('fact.wishUntil'), value: formatDay(untilDay, language) }
}
