import { impossible } from '#kernel/result.ts'
import type { CheckedPapers, MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'
import { fileNote, greeting, opening, text, texts } from './phrases.ts'
import { referenceFacts, serviceFacts, whenFact, whenOf, whereFact } from './visitFacts.ts'

/** The subject of the mail about papers that were looked at before the visit. */
export function papersSubject(facts: MessageFacts): string {
  const t = texts(facts.language)
  return t(SUBJECTS[papersNews(checkedOf(facts))])
}

const SUBJECTS = {
  wanted: 'subject.papersWanted',
  unsent: 'subject.papersUnsent',
  time: 'subject.papersTime',
  good: 'subject.papersGood',
  some: 'subject.papersSome',
} as const

/**
 * What is the news about papers: something is wanted, all of it because nothing came, the visit takes longer than its time, some are good and others are
 * still to be looked at, or all that is needed is good.
 */
export function papersNews({
  papers,
  unseen,
  nothingCame,
  anotherTime,
}: CheckedPapers): 'wanted' | 'unsent' | 'time' | 'some' | 'good' {
  if (nothingCame) return 'unsent'
  if (papers.some(({ verdict }) => verdict !== 'green')) return 'wanted'
  if (anotherTime) return 'time'
  return unseen.length > 0 ? 'some' : 'good'
}

/** What was said of each paper, what to do, and how long the visit takes now. */
export function papersBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const { papers, unseen, nothingCame, anotherTime, changesMinutes, minutes } = checkedOf(facts)
  const wanted = papers.filter(({ verdict }) => verdict !== 'green')
  const good = papers.filter(({ verdict }) => verdict === 'green')
  return [
    greeting(facts),
    opening(t(nothingCame ? 'papersUnsent.intro' : 'papersChecked.intro', { when: whenOf(facts) })),
    ...(wanted.length > 0
      ? [
          { kind: 'heading', text: t('papersChecked.wanted') } as const,
          ...wanted.flatMap((paper): readonly Block[] => [
            { kind: 'subheading', text: oneLine(paper.title) },
            text(oneLine(paper.words)),
          ]),
          text(t(nothingCame ? 'papersUnsent.send' : 'papersChecked.send')),
          { kind: 'button', text: t('papersChecked.link'), url: facts.link } as const,
        ]
      : []),
    ...(good.length > 0
      ? [
          { kind: 'heading', text: t('papersChecked.good') } as const,
          { kind: 'list', items: good.map(({ title }) => oneLine(title)) } as const,
          text(t('papersChecked.bring')),
        ]
      : []),
    ...(unseen.length > 0
      ? [
          { kind: 'heading', text: t('papersChecked.unseen') } as const,
          { kind: 'list', items: unseen.map(oneLine) } as const,
        ]
      : []),
    ...(anotherTime
      ? [
          { kind: 'heading', text: t('papersChecked.timeHeading') } as const,
          text(t('papersChecked.time', { minutes })),
          { kind: 'button', text: t('papersChecked.timeLink'), url: facts.link } as const,
        ]
      : [
          text(t('papersChecked.minutes', { minutes })),
          ...(changesMinutes ? [text(t('calendar.moved'))] : []),
        ]),
    { kind: 'facts', facts: [whenFact(facts), whereFact(facts), ...serviceFacts(facts)] },
  ]
}

/** What came and could not be taken, why, and what to do. */
export function refusedBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const refused = facts.refused ?? impossible('a mail about papers that were taken')
  return [
    greeting(facts),
    opening(t('papersRefused.intro', { when: whenOf(facts) })),
    ...refused.flatMap(({ title, words }): readonly Block[] => [
      { kind: 'heading', text: oneLine(title) },
      text(words),
    ]),
    text(t('papersRefused.send')),
    { kind: 'button', text: t('papersChecked.link'), url: facts.link },
    { kind: 'facts', facts: [whenFact(facts), whereFact(facts), ...serviceFacts(facts)] },
  ]
}

/** All is done by the papers: nobody has to come, and the entry in the calendar goes. */
export function settledBody(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  return [
    greeting(facts),
    opening(t('settled.intro')),
    {
      kind: 'facts',
      facts: [whenFact(facts), whereFact(facts), ...serviceFacts(facts), ...referenceFacts(facts)],
    },
    text(t('settled.free')),
    { kind: 'link', text: t('settled.link'), url: facts.link },
    ...fileNote(facts, 'cancelled'),
  ]
}

function checkedOf(facts: MessageFacts): CheckedPapers {
  return facts.checked ?? impossible('a mail about papers that were not looked at')
}
