import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }
import type { MailFacts, MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'

/** The words of all mails. */
export const texts = translator({ de, 'de-simple': deSimple, en })

/** How every mail ends: whom to ask, and who sent it. */
export function closingOf({
  language,
  city,
  onPaper,
}: Pick<MailFacts, 'language' | 'city' | 'onPaper'>): readonly Block[] {
  const t = texts(language)
  return [
    // Held together, so that no line ends within the number.
    {
      kind: 'text',
      text: t('closing.questions', { phone: oneLine(city.phone).replaceAll(' ', '\u00a0') }),
      part: 'closing',
    },
    // A letter has them at its head.
    ...(onPaper ? [] : [text(`${oneLine(city.name)}, ${oneLine(city.address)}`)]),
    small(t(onPaper ? 'closing.letter' : 'closing.automatic')),
    ...(language === 'de-simple' ? [small(t('closing.simple'))] : []),
  ]
}

/** What the file for calendars does that hangs on a mail. */
export function fileNote(
  { language, onPaper }: Pick<MailFacts, 'language' | 'onPaper'>,
  kind: 'booked' | 'moved' | 'cancelled',
): readonly Block[] {
  return onPaper ? [] : [text(texts(language)(`calendar.${kind}`))]
}

/** A paragraph. */
export function text(words: string): Block {
  return { kind: 'text', text: words }
}

/** The first paragraph after the greeting, which a city may word by itself. */
export function opening(words: string): Block {
  return { kind: 'text', text: words, part: 'opening' }
}

/** A remark. */
export function small(words: string): Block {
  return { kind: 'small', text: words }
}

/** The first line, with the name if mail programs make no link of it. */
export function greeting(facts: Pick<MessageFacts, 'language' | 'name'>): Block {
  const t = texts(facts.language)
  const name = greetableName(facts.name)
  return text(name === undefined ? t('greeting') : t('greeting.name', { name }))
}

/** Letters as names have them. Mail programs make links of what looks like an address, so such a name is left out. */
const NAME = /^[\p{L}\p{M}]+\.?([ '’,-]+[\p{L}\p{M}]+\.?)*$/u

function greetableName(name: string | null): string | undefined {
  const line = oneLine(name ?? '')
  return line.length <= 80 && NAME.test(line) ? line : undefined
}
