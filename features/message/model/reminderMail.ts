import type { MessageFacts } from '../model.ts'
import { beginning } from './beginning.ts'
import type { Block } from './blocks.ts'
import { papersOf } from './papers.ts'
import { greeting, opening, text, texts } from './phrases.ts'
import { pageOf } from './short.ts'
import { numberFact, serviceFacts, thenFacts, wayFact, whenFact, whenOf, whereFact } from './visitFacts.ts'

/** What a reminder is called. */
export function reminderSubject(facts: MessageFacts): string {
  return texts(facts.language)('subject.reminder', { when: whenOf(facts) })
}

/**
 * When, where, what to bring, and one press each for coming, moving and giving up. Each link opens a page with a button:
 * programs that look into mails open links, and must neither promise nor cancel anything.
 */
export function reminderBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const isOnSite = facts.visitKind === 'on_site'
  return [
    greeting(facts),
    opening(t('reminder.intro')),
    {
      kind: 'facts',
      facts: [
        whenFact(facts),
        ...thenFacts(facts),
        whereFact(facts),
        ...(isOnSite ? [wayFact(facts)] : []),
        ...serviceFacts(facts),
        numberFact(facts),
      ],
    },
    { kind: 'heading', text: t('reminder.heading') },
    {
      kind: 'button',
      text: t(isOnSite ? 'reminder.coming' : 'reminder.stays'),
      url: pageOf(facts.link, 'coming'),
    },
    { kind: 'link', text: t('reminder.move'), url: pageOf(facts.link, 'move') },
    { kind: 'link', text: t('reminder.cancel'), url: pageOf(facts.link, 'cancel') },
    text(t('reminder.button')),
    ...papersOf(facts),
    ...beginning(facts),
  ]
}
