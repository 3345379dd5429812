import { languageTag } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Letter, LetterBlock } from '#platform/letter/layout.ts'
import { formatDay } from '#platform/time/format.ts'
import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'
import { composeLetter } from './compose.ts'
import { texts } from './phrases.ts'

/** What stands on a letter besides its words. */
export type LetterEnvelope = {
  /** The lines of the address, as the outbox has them. */
  readonly recipient: string
  /** By which it is known if it comes back. */
  readonly number: string
  /** When it was printed. */
  readonly printedAt: MessageFacts['now']
}

/** A message as a letter, ready to be set. Pure: the same facts always give the same letter. */
export function letterSheet(facts: MessageFacts, { recipient, number, printedAt }: LetterEnvelope): Letter {
  const { language, city, site } = facts
  const t = texts(language)
  const { title, blocks, qrLink } = composeLetter(facts)
  return {
    language: languageTag(language),
    large: language === 'de-simple',
    from: oneLine(city.name),
    returnTo: oneLine(`${city.name}, ${city.address}`),
    recipient: recipient.split('\n').map(oneLine),
    information: [
      { label: t('letter.date'), value: formatDay(dayOf(printedAt, site.timeZone), language) },
      { label: t('letter.phone'), value: oneLine(city.phone) },
      { label: t('letter.number'), value: number },
    ],
    blocks: [
      { kind: 'heading', level: 1, text: title },
      ...blocks.flatMap((block) => onPaper(block, facts, qrLink)),
    ],
    pageWords: (page, pages) => t('letter.page', { page, pages }),
  }
}

/** A piece of a mail on paper: a link is written out, a code is drawn. */
function onPaper(block: Block, { language }: MessageFacts, qrLink: string | undefined): LetterBlock[] {
  switch (block.kind) {
    case 'title':
      return [{ kind: 'heading', level: 1, text: block.text }]
    case 'heading':
      return [{ kind: 'heading', level: 2, text: block.text }]
    case 'subheading':
      return [{ kind: 'heading', level: 3, text: block.text }]
    case 'small':
      return [{ kind: 'text', text: block.text, small: true }]
    case 'link':
    case 'button':
      return [
        {
          kind: 'text',
          text: texts(language)('letter.link', { text: block.text, url: shortLink(block.url) }),
        },
      ]
    case 'image':
      return qrLink === undefined ? [] : [{ kind: 'code', content: qrLink, alt: block.alt }]
    case 'text':
      return [{ kind: 'text', text: block.text }]
    default:
      return [block]
  }
}

/** A link as somebody types it: without what browsers add, and without the language, for which the page asks. */
export function shortLink(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`
}
