import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Texts } from '#kernel/language.ts'
import type { Paper, Question } from './checklist.ts'
import {
  type EditedChecklist,
  faultsOfEdited,
  freshKey,
  joinChoice,
  movedUp,
  sameChecklist,
  tidyChecklist,
  withoutQuestion,
  withQuestion,
} from './editing.ts'

const words = (text: string): Texts => ({ de: text, 'de-simple': text, en: text })
const paper = (text: string, rest: Partial<Paper> = {}): Paper => ({
  ...words(text),
  when: null,
  onlyIf: null,
  choice: null,
  ...rest,
})
const old: Question = {
  key: 'old',
  kind: 'one_of',
  texts: { question: words('Was ist mit dem alten Ausweis?') },
  answers: ['there', 'lost', 'none'].map((key) => ({ key, texts: { label: words(key) } })),
}
const child: Question = {
  key: 'child',
  kind: 'yes_no',
  texts: { question: words('Für ein Kind?') },
  answers: [],
}
const list = (papers: readonly Paper[], rest: Partial<EditedChecklist> = {}): EditedChecklist => ({
  questions: [old, child],
  papers,
  takesPapers: true,
  paperDays: 14,
  settledByPapers: false,
  ...rest,
})
const good = list([
  paper('Ein Foto'),
  paper('Alter Ausweis', { when: [{ old: ['there'] }], onlyIf: words('Wenn er noch da ist') }),
  paper('Zustimmung', { when: [{ child: ['yes'] }], onlyIf: words('Für ein Kind') }),
])

describe('a list that is edited', () => {
  test('is good when it is whole', () => {
    expect(faultsOfEdited(good)).toEqual([])
    const withForm = list([...good.papers, paper('Vom Vermieter', { form: 'landlord' })])
    expect(faultsOfEdited(withForm)).toEqual([])
  })

  test.each([
    ['a text in one language', list([paper(''), ...good.papers]), 'missing_text'],
    [
      'a hint that is begun',
      list(good.papers, {
        questions: [{ ...old, texts: { ...old.texts, hint: { ...words(''), de: 'x' } } }, child],
      }),
      'missing_text',
    ],
    ['words that are too long', list([paper('x'.repeat(301)), ...good.papers]), 'too_long'],
    ['a paper that stands there twice', list([...good.papers, paper('Ein Foto')]), 'paper_twice'],
    [
      'a condition without words',
      list([...good.papers, paper('Noch eins', { when: [{ old: ['lost'] }] })]),
      'missing_words',
    ],
    [
      'words without a condition',
      list([...good.papers, paper('Noch eins', { onlyIf: words('x') })]),
      'missing_condition',
    ],
    [
      'a case that asks for nothing',
      list([...good.papers, paper('Noch eins', { when: [{}], onlyIf: words('x') })]),
      'empty_condition',
    ],
    [
      'one answer alone',
      list(good.papers, { questions: [{ ...old, answers: old.answers.slice(0, 1) }, child] }),
      'answers_count',
    ],
    [
      'a choice of one',
      list([paper('Ein Foto', { choice: 'photo' }), ...good.papers.slice(1)]),
      'alone_in_choice',
    ],
    ['papers kept for no day', list(good.papers, { paperDays: 0 }), 'days_out_of_range'],
    ['papers kept for ever', list(good.papers, { paperDays: 366 }), 'days_out_of_range'],
    [
      'settling without papers',
      list(good.papers, { takesPapers: false, settledByPapers: true }),
      'settles_without_papers',
    ],
    [
      'a form for a paper that nobody can hand in',
      list([...good.papers, paper('Vom Vermieter', { form: 'landlord' })], { takesPapers: false }),
      'form_without_papers',
    ],
  ] as const)('is refused with %s', (_, checklist, code) => {
    expect(faultsOfEdited(checklist).map((fault) => 'code' in fault && fault.code)).toContain(code)
  })

  test('is looked at for gaps and contradictions once its words are whole', () => {
    const torn = list([
      paper('Ein Foto', { when: [{ old: ['lost'] }], onlyIf: words('x'), choice: 'photo' }),
      paper('Ein Passbild', { when: [{ old: ['none'] }], onlyIf: words('x'), choice: 'photo' }),
    ])
    expect(faultsOfEdited(torn)).toEqual(
      expect.arrayContaining([
        { kind: 'gap', choice: 'photo', answers: { old: 'there' } },
        { kind: 'decides_nothing', question: 1 },
      ]),
    )
  })

  test('is the same list whatever the order in its conditions and the spaces around its words', () => {
    const turned = list([
      paper(' Ein Foto '),
      paper('Alter Ausweis', {
        when: [{ child: ['no', 'yes'], old: ['lost', 'there'] }],
        onlyIf: words('x'),
      }),
    ])
    const straight = list([
      paper('Ein Foto'),
      paper('Alter Ausweis', {
        when: [{ old: ['there', 'lost'], child: ['yes', 'no'] }],
        onlyIf: words('x'),
      }),
    ])
    expect(sameChecklist(turned, straight)).toBe(true)
    expect(tidyChecklist(tidyChecklist(turned))).toEqual(tidyChecklist(turned))
    expect(sameChecklist(good, list(good.papers, { paperDays: 15 }))).toBe(false)
  })
})

describe('a change of questions', () => {
  test('leaves no condition that asks for what is gone, and none that asks for nothing', () => {
    const both = paper('Beides', { when: [{ old: ['lost'], child: ['yes'] }], onlyIf: words('x') })
    const without = withoutQuestion(list([...good.papers, both]), 'old')
    expect(without.papers.map(({ when }) => when)).toEqual([
      null,
      null,
      [{ child: ['yes'] }],
      [{ child: ['yes'] }],
    ])
    expect(without.papers[1]?.onlyIf).toBeNull()
    const fewer = withQuestion(good, { ...old, answers: old.answers.slice(1) })
    expect(fewer.papers[1]).toMatchObject({ when: null, onlyIf: null })
    expect(withQuestion(good, { ...old, texts: { question: words('Anders') } }).papers).toEqual(good.papers)
  })
})

describe('papers that stand in for one another', () => {
  test('are never left alone in their choice', () => {
    const three = list([paper('a'), paper('b'), paper('c')])
    const pair = joinChoice(three, 0, 1)
    expect(pair.papers[0]?.choice).toBe(pair.papers[1]?.choice)
    expect(pair.papers[0]?.choice).not.toBeNull()
    const all = joinChoice(pair, 2, 0)
    expect(new Set(all.papers.map(({ choice }) => choice)).size).toBe(1)
    expect(joinChoice(pair, 0, null).papers.map(({ choice }) => choice)).toEqual([null, null, null])
    expect(joinChoice(pair, 0, 2).papers.map(({ choice }) => choice === null)).toEqual([false, true, false])
  })
})

test('keys are never used twice, and are keys', () => {
  const keys = Array.from({ length: 500 }, freshKey)
  expect(new Set(keys).size).toBe(500)
  expect(keys.every((key) => /^[a-z0-9-]{2,40}$/.test(key))).toBe(true)
})

test('moving an entry up loses none and changes the order of two', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.nat(), (entries, at) => {
      const nth = at % entries.length
      const moved = movedUp(entries, nth)
      expect([...moved].sort()).toEqual([...entries].sort())
      if (nth > 0) expect([moved[nth - 1], moved[nth]]).toEqual([entries[nth], entries[nth - 1]])
      else expect(moved).toEqual(entries)
    }),
  )
})
