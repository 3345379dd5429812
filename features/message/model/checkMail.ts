import { formatTime } from '#platform/time/format.ts'
import type { CheckFacts } from '../model.ts'
import type { Block } from './blocks.ts'
import { opening, text, texts } from './phrases.ts'

/** The subject of the mail with a code. The code stands in it: a phone shows it without opening the mail. */
export function checkSubject({ language, code }: CheckFacts): string {
  return texts(language)('subject.contact_code', { code })
}

/** What the mail with a code says between its title and its end. */
export function checkBody({ language, code, until, timeZone }: CheckFacts): readonly Block[] {
  const t = texts(language)
  return [
    // The address is not proven yet: a stranger's words would reach whoever owns it.
    text(t('greeting')),
    opening(t('code.intro')),
    { kind: 'facts', facts: [{ label: t('fact.code'), value: code }] },
    text(t('code.task', { until: formatTime(until, timeZone, language) })),
    text(t('code.other')),
  ]
}
