import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Answers,
  answerKeys,
  type Checklist,
  completions,
  isNeeded,
  openQuestions,
  type Paper,
  papersFor,
  papersInWords,
  type Question,
  questionsToAsk,
  usefulAnswers,
} from './checklist.ts'
import { checklistFaults } from './checklistFaults.ts'

const say = (text: string) => ({ de: text, 'de-simple': `${text}.`, en: text })
const yesNo = (key: string): Question => ({ key, kind: 'yes_no', texts: { question: say(key) }, answers: [] })
const oneOf = (key: string, ...answers: string[]): Question => ({
  key,
  kind: 'one_of',
  texts: { question: say(key) },
  answers: answers.map((answer) => ({ key: answer, texts: { label: say(answer) } })),
})
const paper = (name: string, when: Paper['when'] = null, choice: string | null = null): Paper => ({
  ...say(name),
  when,
  onlyIf: when && say(`if ${name}`),
  choice,
})

/** A card: the birth certificate for the first, consent for a child where only one parent comes. */
const CARD: Checklist = {
  questions: [oneOf('for', 'me', 'child'), yesNo('first'), yesNo('renamed'), yesNo('both-parents')],
  papers: [
    paper('old', [{ first: ['no'] }], 'identity'),
    paper('birth', [{ first: ['yes'] }], 'identity'),
    paper('name', [{ first: ['no'], renamed: ['yes'] }]),
    paper('photo'),
    paper('consent', [{ for: ['child'], 'both-parents': ['no'] }]),
  ],
}
const namesOf = (list: Checklist, answers: Answers) =>
  papersFor(list, answers).map(({ paper: { de }, certain }) => (certain ? de : `${de}?`))

const anyChecklist: fc.Arbitrary<Checklist> = fc
  .array(fc.constantFrom('yes_no', 'one_of'), { minLength: 1, maxLength: 3 })
  .map((kinds) =>
    kinds.map((kind, nth) => (kind === 'yes_no' ? yesNo(`q${nth}`) : oneOf(`q${nth}`, 'aa', 'bb', 'cc'))),
  )
  .chain((questions) => {
    const alternative = fc
      .tuple(...questions.map((each) => fc.option(fc.subarray([...answerKeys(each)], { minLength: 1 }))))
      .map((wanted) =>
        Object.fromEntries(
          questions.flatMap(({ key }, nth) => (wanted[nth] ? [[key, wanted[nth] ?? []] as const] : [])),
        ),
      )
    const papers = fc
      .array(
        fc.tuple(
          fc.option(fc.array(alternative, { minLength: 1, maxLength: 2 })),
          fc.constantFrom(null, 'one', 'two'),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((all) => all.map(([when, choice], nth) => paper(`p${nth}`, when, choice)))
    return papers.map((some) => ({ questions, papers: some }))
  })

/** A checklist and what somebody may have answered of it so far. */
const anyAnswered = anyChecklist.chain((list) =>
  fc.tuple(...list.questions.map((each) => fc.option(fc.constantFrom(...answerKeys(each))))).map((given) => ({
    list,
    answers: Object.fromEntries(
      list.questions.flatMap(({ key }, nth) => (given[nth] ? [[key, given[nth] ?? '']] : [])),
    ) as Answers,
  })),
)

const agrees = (part: Answers, world: Answers) =>
  Object.entries(part).every(([question, answer]) => world[question] === answer)

describe('a personal list', () => {
  it('says what depends on an open question with its condition, and leaves out what is not needed', () => {
    expect(namesOf(CARD, {})).toEqual(['old?', 'birth?', 'name?', 'photo', 'consent?'])
    expect(namesOf(CARD, { for: 'me', first: 'yes' })).toEqual(['birth', 'photo'])
    expect(papersInWords(CARD, { first: 'no', renamed: 'no' }, 'de')).toEqual([
      'old',
      'photo',
      'if consent: consent',
    ])
    expect(papersInWords(CARD, { first: 'no', renamed: 'no' }, 'de-simple').at(-1)).toBe(
      'if consent. consent.',
    )
  })

  it('calls a paper certain exactly where no further answer can take it away', () => {
    fc.assert(
      fc.property(anyAnswered, ({ list, answers }) => {
        const worlds = completions(list.questions, {}).filter((world) => agrees(answers, world))
        const expected = list.papers.flatMap((each) => {
          const needing = worlds.filter((world) => isNeeded(each, world))
          return needing.length > 0 ? [{ paper: each, certain: needing.length === worlds.length }] : []
        })
        expect(papersFor(list, answers)).toEqual(expected)
      }),
    )
  })
})

describe('the questions', () => {
  const keys = (answers: Answers) => questionsToAsk(CARD, answers).map(({ key }) => key)

  it('are asked only where they decide something, and after those that say so', () => {
    expect(keys({})).toEqual(['for', 'first'])
    expect(keys({ for: 'me', first: 'yes' })).toEqual(['for', 'first'])
    expect(keys({ for: 'child', first: 'no' })).toEqual(['for', 'first', 'renamed', 'both-parents'])
    expect(openQuestions(CARD, { for: 'child', first: 'no' })).toBe(2)
  })

  it('all answered, leave nothing uncertain, whatever stands in for those that were not asked', () => {
    fc.assert(
      fc.property(anyChecklist, fc.infiniteStream(fc.nat()), (list, choices) => {
        let answers: Answers = {}
        const chosen = choices[Symbol.iterator]()
        for (;;) {
          const open = questionsToAsk(list, answers).find(({ key }) => !(key in answers))
          if (!open) break
          const possible = answerKeys(open)
          const answer = possible[(chosen.next().value ?? 0) % possible.length] ?? ''
          answers = { ...answers, [open.key]: answer }
        }
        expect(papersFor(list, answers).every(({ certain }) => certain)).toBe(true)
        expect(openQuestions(list, answers)).toBe(0)
      }),
    )
  })

  it('keep of all answers only those that decide something, and the list stays the same', () => {
    fc.assert(
      fc.property(anyAnswered, ({ list, answers }) => {
        const full = completions(list.questions, answers)[0] ?? {}
        const useful = usefulAnswers(list, { ...full, unknown: 'aa' })
        expect(papersFor(list, useful)).toEqual(papersFor(list, full))
        expect(Object.keys(useful)).toEqual(questionsToAsk(list, full).map(({ key }) => key))
      }),
    )
    expect(usefulAnswers(CARD, { for: 'me', first: 'perhaps', 'both-parents': 'no' })).toEqual({ for: 'me' })
  })
})

describe('the check of conditions', () => {
  it('finds nothing wrong with a good checklist', () => {
    expect(checklistFaults(CARD)).toEqual([])
    expect(checklistFaults({ questions: [], papers: [] })).toEqual([])
  })

  it('names gaps and clashes of a choice with as few answers as there are', () => {
    const [old, birth, ...others] = CARD.papers
    const gap = {
      ...CARD,
      papers: [
        ...(birth ? [birth] : []),
        ...others,
        paper('other', [{ first: ['yes'], for: ['me'] }], 'identity'),
      ],
    }
    expect(checklistFaults(gap)).toContainEqual({ kind: 'gap', choice: 'identity', answers: { first: 'no' } })
    expect(checklistFaults(gap)).toContainEqual({
      kind: 'clash',
      choice: 'identity',
      papers: [0, 4],
      answers: { for: 'me', first: 'yes' },
    })
    expect(old?.choice).toBe('identity')
  })

  it('names what can never be true, what is always true, and a question that decides nothing', () => {
    const questions = [yesNo('one'), yesNo('two')]
    const faults = (...papers: Paper[]) =>
      checklistFaults({ questions, papers: [paper('always'), ...papers] })
    expect(faults(paper('both', [{ one: ['yes', 'no'] }]))).toEqual([
      { kind: 'always', paper: 1 },
      { kind: 'decides_nothing', question: 0 },
      { kind: 'decides_nothing', question: 1 },
    ])
    expect(faults(paper('none', []))).toContainEqual({ kind: 'never', paper: 1 })
    expect(
      checklistFaults({ questions, papers: [paper('some', [{ one: ['yes'] }, { two: ['yes'] }])] }),
    ).toEqual([{ kind: 'nothing', answers: { one: 'no', two: 'no' } }])
  })

  it('names what a condition speaks of and is not there, and does not look through too many combinations', () => {
    const list = { questions: [yesNo('one')], papers: [paper('some', [{ one: ['maybe'], two: ['yes'] }])] }
    expect(checklistFaults(list)).toEqual([
      { kind: 'unknown_answer', paper: 0, alternative: 0, question: 'one', answer: 'maybe' },
      { kind: 'unknown_question', paper: 0, alternative: 0, question: 'two' },
    ])
    const many = Array.from({ length: 6 }, (_, nth) => oneOf(`q${nth}`, 'aa', 'bb', 'cc'))
    expect(checklistFaults({ questions: many, papers: [] })).toEqual([
      { kind: 'too_many', combinations: 729 },
    ])
  })

  it('says exactly those combinations that are wrong, for any checklist', () => {
    fc.assert(
      fc.property(anyChecklist, (list) => {
        const faults = checklistFaults(list)
        const needed = (world: Answers, choice?: string) =>
          list.papers.filter((each) => isNeeded(each, world) && (!choice || each.choice === choice)).length
        const said = (kind: 'gap' | 'clash' | 'nothing', world: Answers, choice?: string) =>
          faults.some(
            (fault) =>
              fault.kind === kind &&
              agrees(fault.answers, world) &&
              (fault.kind === 'nothing' || fault.choice === choice),
          )
        const choices = new Set(list.papers.flatMap(({ choice }) => choice ?? []))
        for (const world of completions(list.questions, {})) {
          expect(said('nothing', world)).toBe(needed(world) === 0)
          for (const choice of choices) {
            expect(said('gap', world, choice)).toBe(needed(world, choice) === 0)
            expect(said('clash', world, choice)).toBe(needed(world, choice) > 1)
          }
        }
      }),
    )
  })
})
