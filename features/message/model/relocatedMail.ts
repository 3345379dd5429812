import { formatDay } from '#platform/time/format.ts'
import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block, Fact } from './blocks.ts'
import { fileNote, greeting, opening, text, texts } from './phrases.ts'
import { numberFact, serviceFacts, thenFacts, wayFact, whenFact, whenOf, whereFact } from './visitFacts.ts'

/** What the mail about a move is called: a new address, or that the known one holds after all. */
export function relocatedSubject(facts: MessageFacts): string {
  return texts(facts.language)(subjectOf(facts), { when: whenOf(facts) })
}

const subjectOf = ({ relocation }: MessageFacts) =>
  relocation?.firstDay ? 'subject.relocated' : 'subject.notRelocated'

/** The site moves before the visit, or does not after all: the time stays, the address is this one. */
export function relocatedBody(facts: MessageFacts): readonly Block[] {
  const { language, relocation, city } = facts
  const t = texts(language)
  const firstDay = relocation?.firstDay
  const since: readonly Fact[] = firstDay
    ? [{ label: t('relocated.since'), value: formatDay(firstDay, language) }]
    : []
  return [
    greeting(facts),
    opening(t(firstDay ? 'relocated.intro' : 'relocated.notIntro')),
    {
      kind: 'facts',
      facts: [
        whenFact(facts),
        ...thenFacts(facts),
        { ...whereFact(facts), label: t(firstDay ? 'relocated.where' : 'fact.where') },
        wayFact(facts),
        ...since,
        ...serviceFacts(facts),
        numberFact(facts),
      ],
    },
    ...(relocation?.stepFree === false
      ? [text(t('relocated.steps', { phone: oneLine(city.phone).replaceAll(' ', '\u00a0') }))]
      : []),
    ...fileNote(facts, 'moved'),
    { kind: 'button', text: t('change.link'), url: facts.link },
  ]
}
