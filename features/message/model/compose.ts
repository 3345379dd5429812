import { addressLine } from '#features/authority/model.ts'
import { languageTag } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import {
  isAboutCheck,
  isAboutTurn,
  isAboutWish,
  type MailFacts,
  type MessageFacts,
  type VisitMessageKind,
} from '../model.ts'
import { heldLine, oneLine, plainSpaces } from './address.ts'
import { beginning } from './beginning.ts'
import { type Block, writeHtml, writeText } from './blocks.ts'
import { type BookingFile, bookingFile } from './bookingFile.ts'
import { checkBody, checkSubject } from './checkMail.ts'
import { papersOf } from './papers.ts'
import { papersBody, papersSubject, refusedBody, settledBody } from './papersMail.ts'
import { closingOf, fileNote, greeting, opening, small, text, texts } from './phrases.ts'
import { readyBody } from './readyMail.ts'
import { relocatedBody, relocatedSubject } from './relocatedMail.ts'
import { reminderBody, reminderSubject } from './reminderMail.ts'
import type { Wording } from './template.ts'
import {
  namesFacts,
  numberFact,
  placeOf,
  referenceFacts,
  serviceFacts,
  thenAt,
  thenFacts,
  wayFact,
  whenFact,
  whenOf,
  whereFact,
} from './visitFacts.ts'
import { wishBody, wishSubject } from './wishMail.ts'
import { inOwnWords, type Words } from './wording.ts'

/** A mail ready to be put on its way. The HTML shows the image QR_IMAGE (beginning.ts) if `qrLink` is there. */
export type ComposedMessage = {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** What the QR code says. */
  readonly qrLink?: string
  readonly calendar?: BookingFile
}

/** Writes a mail. Pure: the same facts always give the same mail. */
export function composeMessage(facts: MailFacts): ComposedMessage {
  const { title: builtIn, body, visit } = partsOf(facts)
  const words = inOwnWords(facts, { title: builtIn, blocks: [...body, ...closingOf(facts)] })
  const title = facts.isTrial ? texts(facts.language)('trial.subject', { title: words.title }) : words.title
  const subject = oneLine(title)
  const blocks: readonly Block[] = [
    { kind: 'title', text: heldLine(title) },
    ...(facts.isTrial ? [small(texts(facts.language)('trial.note'))] : []),
    ...words.blocks,
  ]
  // The entry in the calendar changes once a new time is accepted; what is only tried changes none.
  const hasFile = visit && !facts.isTrial && changesEntry(visit)
  const calendar = hasFile ? bookingFile(visit, subject) : undefined
  return {
    subject,
    text: plainSpaces(writeText(blocks)),
    html: writeHtml(languageTag(facts.language), subject, blocks),
    ...(visit && hasCode(visit) ? { qrLink: visit.link } : {}),
    ...(calendar ? { calendar } : {}),
  }
}

/** What the subject and the parts say that a city may word by itself. */
export function wordedParts(facts: MailFacts): Wording {
  const { title, body } = partsOf(facts)
  const { title: subject, blocks } = inOwnWords(facts, { title, blocks: [...body, ...closingOf(facts)] })
  const of = (part: 'opening' | 'closing') =>
    blocks.flatMap((block) => (block.kind === 'text' && block.part === part ? [block.text] : [])).join('\n')
  return { subject, opening: of('opening'), closing: of('closing') }
}

/** What is not booked, or not yet changed, changes no calendar. */
const WITHOUT_FILE: readonly VisitMessageKind[] = ['confirm', 'reminder', 'papers_refused', 'ready']

/**
 * Does a mail change the entry in the calendar? One about a closing takes it out where nothing is held instead, and the
 * one that takes the closing back puts it in again; one about papers changes when it ends.
 */
function changesEntry({ kind, replacement, checked }: MessageFacts): boolean {
  if (kind === 'closed') return !replacement
  if (kind === 'papers_checked') return checked?.changesMinutes === true
  return !WITHOUT_FILE.includes(kind)
}

type Parts = {
  readonly title: string
  readonly body: readonly Block[]
  /** Of a mail about a visit. */
  readonly visit?: MessageFacts
}

function partsOf(facts: MailFacts): Parts {
  if (isAboutCheck(facts)) return { title: checkSubject(facts), body: checkBody(facts) }
  if (isAboutWish(facts)) return { title: wishSubject(facts), body: wishBody(facts) }
  if (isAboutTurn(facts)) return impossible('who waits hears by SMS alone')
  return { title: subjectOf(facts), body: bodyOf(facts), visit: facts }
}

/** A confirmed time has a QR code with which its person arrives. */
function hasCode({ kind, visitKind }: MessageFacts): boolean {
  if (visitKind !== 'on_site') return false
  return kind === 'booked' || kind === 'moved' || kind === 'reminder'
}

/** A letter before it is set: the same words in the same order, for paper. */
export function composeLetter(facts: MessageFacts): Words & { readonly qrLink?: string } {
  const onPaper = { ...facts, onPaper: true } as const
  const words = inOwnWords(onPaper, {
    title: subjectOf(onPaper),
    blocks: [...bodyOf(onPaper), ...closingOf(onPaper)],
  })
  return {
    title: oneLine(words.title),
    blocks: words.blocks,
    ...(hasCode(facts) ? { qrLink: facts.link } : {}),
  }
}

function subjectOf(facts: MessageFacts): string {
  const t = texts(facts.language)
  switch (facts.kind) {
    case 'confirm':
      return t('subject.confirm')
    case 'booked':
      return t('subject.booked', { when: whenOf(facts) })
    case 'moved':
      return t('subject.moved', { when: whenOf(facts) })
    case 'cancelled':
      return t('subject.cancelled', { when: whenOf(facts) })
    case 'closed':
      return t(facts.replacement ? 'subject.closed' : 'subject.closedNone', { when: whenOf(facts) })
    case 'reopened':
      return t('subject.reopened', { when: whenOf(facts) })
    case 'relocated':
      return relocatedSubject(facts)
    case 'reminder':
      return reminderSubject(facts)
    case 'papers_checked':
      return papersSubject(facts)
    case 'papers_refused':
      return t('subject.papersRefused')
    case 'settled':
      return t('subject.settled')
    case 'ready':
      return t('subject.ready')
  }
}

function bodyOf(facts: MessageFacts): readonly Block[] {
  switch (facts.kind) {
    case 'confirm':
      return confirmBody(facts)
    case 'cancelled':
      return cancelledBody(facts)
    case 'closed':
      return closedBody(facts)
    case 'reopened':
      return reopenedBody(facts)
    case 'relocated':
      return relocatedBody(facts)
    case 'reminder':
      return reminderBody(facts)
    case 'papers_checked':
      return papersBody(facts)
    case 'papers_refused':
      return refusedBody(facts)
    case 'settled':
      return settledBody(facts)
    case 'ready':
      return readyBody(facts)
    default:
      return bookedBody(facts, facts.kind)
  }
}

function confirmBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const heldUntil = facts.heldUntil ?? impossible('a time to be confirmed has an end')
  const until = formatDayAndTime(heldUntil, facts.site.timeZone, facts.language)
  return [
    // The address is not proven yet: a stranger's words would reach whoever owns it.
    text(t('greeting')),
    opening(t('confirm.intro', { until })),
    {
      kind: 'facts',
      facts: [whenFact(facts), ...thenFacts(facts), whereFact(facts), ...serviceFacts(facts)],
    },
    text(t('confirm.task')),
    { kind: 'button', text: t('confirm.link'), url: facts.link },
    text(t('confirm.button')),
    text(t('confirm.other')),
  ]
}

function bookedBody(facts: MessageFacts, kind: 'booked' | 'moved'): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t(kind === 'moved' && facts.onPaper ? 'moved.introPaper' : `${kind}.intro`)),
    {
      kind: 'facts',
      facts: [
        whenFact(facts),
        ...thenFacts(facts),
        { label: t('fact.minutes'), value: t('fact.minutesValue', { minutes: facts.minutes }) },
        whereFact(facts),
        ...(facts.visitKind === 'on_site' ? [wayFact(facts)] : []),
        ...serviceFacts(facts),
        ...namesFacts(facts),
        numberFact(facts),
        ...referenceFacts(facts),
      ],
    },
    ...(facts.second ? [text(t('fact.once'))] : []),
    text(t('reference.text')),
    ...papersOf(facts),
    ...beginning(facts),
    { kind: 'heading', text: t('change.heading') },
    text(t(facts.onPaper ? 'change.textPaper' : 'change.text')),
    { kind: 'button', text: t('change.link'), url: facts.link },
    ...fileNote(facts, kind),
  ]
}

function cancelledBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t('cancelled.intro')),
    {
      kind: 'facts',
      facts: [whenFact(facts), ...thenFacts(facts), whereFact(facts), ...serviceFacts(facts)],
    },
    ...fileNote(facts, 'cancelled'),
    text(t('cancelled.again')),
    { kind: 'link', text: t('cancelled.link'), url: facts.startPage },
  ]
}

/** The time cannot be kept: which one is held instead, or how to find another. */
function closedBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const { language, replacement } = facts
  const lost = {
    kind: 'facts',
    facts: [whenFact(facts), ...thenFacts(facts), whereFact(facts), ...serviceFacts(facts)],
  } as const
  if (!replacement) {
    return [
      greeting(facts),
      opening(t('closed.intro')),
      lost,
      text(t('closed.none')),
      { kind: 'button', text: t('closed.choose'), url: facts.link },
      text(t('calendar.cancelled')),
      text(t('closed.sorry')),
    ]
  }
  const { startsAt, secondAt, until, site } = replacement
  const moment = (at: typeof startsAt) => formatDayAndTime(at, site.timeZone, language)
  const place = heldLine(`${site.name}, ${addressLine(site)}`)
  return [
    greeting(facts),
    opening(t('closed.intro')),
    lost,
    text(t('closed.held')),
    {
      kind: 'facts',
      facts: [
        { label: t('fact.newWhen'), value: moment(startsAt) },
        ...thenAt(facts, secondAt, site.timeZone),
        { label: t('fact.newWhere'), value: facts.visitKind === 'on_site' ? place : placeOf(facts) },
      ],
    },
    text(t('closed.until', { until: moment(until) })),
    { kind: 'button', text: t('closed.link'), url: facts.link },
    text(t('closed.sorry')),
  ]
}

/** The old time counts again. */
function reopenedBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t('reopened.intro')),
    { kind: 'facts', facts: [whenFact(facts), whereFact(facts), ...serviceFacts(facts), numberFact(facts)] },
    { kind: 'button', text: t('change.link'), url: facts.link },
    text(t('calendar.booked')),
  ]
}
