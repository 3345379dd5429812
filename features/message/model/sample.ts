import { papersDueAt } from '#features/visit/model/paperDeadline.ts'
import { asId, type Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, localTime, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import type {
  CheckedPapers,
  CheckFacts,
  MailFacts,
  MessageCity,
  MessageFacts,
  MessageSite,
  VisitMessageKind,
  WishFacts,
} from '../model.ts'
import { paperWords } from './paperWords.ts'
import { texts } from './phrases.ts'
import type { TemplateKind } from './template.ts'

/** On what an example stands: the city and one of its sites as they are; everything about a person is made up. */
export type SampleGround = {
  readonly now: Instant
  readonly messageId: Id<'message'>
  /** How citizens reach this authority, without a slash at the end. */
  readonly publicUrl: string
  readonly city: MessageCity
  readonly site: MessageSite
}

/** So many days ahead stands the appointment of the example. */
const AHEAD = 7
const NOBODY = asId<'visit'>('00000000-0000-7000-8000-000000000000')

/** The facts of an example of a kind of mail. Its links lead nowhere. */
export function sampleFacts(kind: TemplateKind, language: Language, ground: SampleGround): MailFacts {
  switch (kind) {
    case 'wish_confirm':
    case 'wish_offer':
    case 'wish_ended':
      return wishFacts(kind, language, ground)
    case 'contact_code':
      return checkFacts(language, ground)
    case 'closed':
      return { ...visitFacts('closed', language, ground), replacement: heldInstead(ground) }
    case 'closed_none':
      return { ...visitFacts('closed', language, ground), replacement: null }
    case 'relocated':
    case 'relocation_undone': {
      const firstDay = kind === 'relocated' ? addDays(dayAhead(ground), -2) : null
      return { ...visitFacts('relocated', language, ground), relocation: { firstDay, stepFree: true } }
    }
    case 'papers_wanted':
    case 'papers_unsent':
    case 'papers_good':
    case 'papers_some':
    case 'papers_time':
      return { ...visitFacts('papers_checked', language, ground), checked: checkedPapers(kind, language) }
    case 'papers_refused': {
      const t = texts(language)
      const refused = [{ title: t('sample.paper'), words: t('refused.locked') }]
      return { ...visitFacts('papers_refused', language, ground), refused }
    }
    default:
      return visitFacts(kind, language, ground)
  }
}

function common(language: Language, { now, messageId, publicUrl, city }: SampleGround) {
  const name = texts(language)('sample.name')
  return { language, now, messageId, name, city, startPage: `${publicUrl}/?lang=${language}` }
}

function visitFacts(kind: VisitMessageKind, language: Language, ground: SampleGround): MessageFacts {
  const t = texts(language)
  const { now, publicUrl, site } = ground
  return {
    ...common(language, ground),
    kind,
    visitId: NOBODY,
    companions: [],
    appointmentAt: timeAhead(ground, '10:40'),
    second: null,
    visitKind: 'on_site',
    phone: null,
    videoLink: null,
    minutes: 20,
    movedCount: 0,
    addressChanges: 0,
    prechecks: 0,
    closings: kind === 'closed' || kind === 'reopened' ? 1 : 0,
    bookingNumber: '7KX4MPQ9',
    site,
    punctuality: { early: 15, late: 10 },
    services: [
      { title: t('sample.service'), reference: 'V-34A-67C-D9E', people: 1, papers: [t('sample.paper')] },
    ],
    link: `${publicUrl}/v/example?lang=${language}`,
    beforehand: {
      missing: [],
      until: papersDueAt(timeAhead(ground, '10:40'), site.timeZone),
    },
    heldUntil: plus(now, HOUR),
  }
}

function heldInstead(ground: SampleGround): NonNullable<MessageFacts['replacement']> {
  const { now, site } = ground
  return { startsAt: timeAhead(ground, '14:20'), secondAt: null, until: plus(now, DAY), site }
}

const GOOD = { verdict: 'green', answer: null, words: null } as const

function checkedPapers(
  kind: 'papers_wanted' | 'papers_unsent' | 'papers_good' | 'papers_some' | 'papers_time',
  language: Language,
): CheckedPapers {
  const check = {
    papers_wanted: { verdict: 'question', answer: 'unreadable', words: null } as const,
    papers_unsent: { verdict: 'missing', answer: 'not_there', words: null } as const,
    papers_good: GOOD,
    papers_some: GOOD,
    papers_time: GOOD,
  }[kind]
  const title = texts(language)('sample.paper')
  return {
    papers: [{ title, verdict: check.verdict, words: paperWords(check, language) }],
    nothingCame: kind === 'papers_unsent',
    unseen: kind === 'papers_some' ? [texts(language)('paper.other')] : [],
    anotherTime: kind === 'papers_time',
    changesMinutes: false,
    minutes: kind === 'papers_time' ? 40 : 20,
  }
}

function wishFacts(kind: WishFacts['kind'], language: Language, ground: SampleGround): WishFacts {
  const { now, publicUrl, site } = ground
  return {
    ...common(language, ground),
    kind,
    services: [{ title: texts(language)('sample.service'), people: 1 }],
    link: `${publicUrl}/wish/example?lang=${language}`,
    timeZone: site.timeZone,
    untilDay: dayAhead(ground),
    confirmUntil: plus(now, DAY),
    visitKind: 'on_site',
    offer:
      kind === 'wish_offer'
        ? { startsAt: timeAhead(ground, '10:40'), until: plus(now, 2 * HOUR), minutes: 20, site }
        : null,
    bookedAt: null,
  }
}

function checkFacts(language: Language, ground: SampleGround): CheckFacts {
  const { now, site } = ground
  const { name: _, ...rest } = common(language, ground)
  return { ...rest, kind: 'contact_code', code: '123456', until: plus(now, HOUR), timeZone: site.timeZone }
}

function dayAhead({ now, site }: SampleGround) {
  return addDays(dayOf(now, site.timeZone), AHEAD)
}

function timeAhead(ground: SampleGround, time: '10:40' | '14:20'): Instant {
  return instantOf(dayAhead(ground), localTime(time), ground.site.timeZone)
}
