import type { MessageFacts } from '../model.ts'
import type { Block } from './blocks.ts'
import { greeting, opening, text, texts } from './phrases.ts'
import { numberFact, placeOf, referenceFacts, serviceFacts, wayFact } from './visitFacts.ts'

/** What somebody came for is ready: what, where, and what to bring to fetch it. */
export function readyBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t('ready.intro')),
    {
      kind: 'facts',
      facts: [
        ...serviceFacts(facts),
        { label: t('ready.where'), value: placeOf({ ...facts, visitKind: 'on_site' }) },
        wayFact(facts),
        ...referenceFacts(facts),
        numberFact(facts),
      ],
    },
    text(t('ready.bring')),
    { kind: 'link', text: t('ready.hours'), url: facts.startPage },
  ]
}
