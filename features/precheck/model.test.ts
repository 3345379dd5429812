import { describe, expect, it } from 'vitest'
import type { Checklist } from '#features/catalogue/model.ts'
import { papersDueAt } from '#features/visit/model/paperDeadline.ts'
import type { PaperCheck } from '#features/visit/model.ts'
import { instant, isoInstant, parseInstant } from '#kernel/instant.ts'
import { isAllGreen, isOpen, neededOf, type PaperStage, papersToCheck, reachedBy, stageOf } from './model.ts'

const say = (text: string) => ({ de: text, 'de-simple': text, en: text })
const paper = (name: string, first?: string) => ({
  ...say(name),
  when: first === undefined ? null : [{ first: [first] }],
  onlyIf: first === undefined ? null : say('if'),
  choice: null,
})
const LIST: Checklist & { takesPapers: boolean } = {
  takesPapers: true,
  questions: [{ key: 'first', kind: 'yes_no', texts: { question: say('First?') }, answers: [] }],
  papers: [paper('photo'), paper('old', 'no'), paper('birth', 'yes')],
}
const came = (item: string | null, at: number, stage: PaperStage = 'ready') => ({
  item,
  at: instant(at),
  stage,
})
const said = (item: string, verdict: PaperCheck['verdict'], at: number): PaperCheck => ({
  item,
  verdict,
  answer: verdict === 'green' ? null : 'unreadable',
  words: null,
  saidAt: instant(at),
})

describe('the deadline', () => {
  it.each([
    ['a day before', '2027-03-03T09:00:00Z', '2027-03-02T09:00:00.000Z'],
    ['on Friday before a weekend', '2027-03-08T09:00:00Z', '2027-03-05T09:00:00.000Z'],
    // Sunday the clocks go forward: nine in Berlin is nine in Berlin.
    ['on Friday at the same wall time', '2027-03-29T07:00:00Z', '2027-03-26T08:00:00.000Z'],
  ])('is %s', (_, at, due) => {
    expect(isoInstant(papersDueAt(parseInstant(at), 'Europe/Berlin'))).toBe(due)
  })
})

describe('what somebody is asked for who has sent nothing', () => {
  it('is what they certainly need and nobody has called good, where papers are taken', () => {
    expect(neededOf(LIST, {}, [])).toEqual(['photo'])
    expect(neededOf(LIST, { first: 'no' }, [said('photo', 'green', 5)])).toEqual(['old'])
    expect(neededOf(LIST, { first: 'no' }, [said('photo', 'missing', 5)])).toEqual(['photo', 'old'])
    expect(neededOf({ ...LIST, takesPapers: false }, { first: 'no' }, [])).toEqual([])
  })
})

describe('the papers of a matter', () => {
  const check = (answers: Record<string, string>, all: ReturnType<typeof came>[], checks: PaperCheck[]) =>
    papersToCheck(LIST, answers, all, checks)

  it('are those of the personal list, then what else came or was spoken of', () => {
    const papers = check({ first: 'no' }, [came('birth', 5), came(null, 6)], [said('gone', 'green', 3)])
    expect(papers.map(({ item, needed }) => [item, needed])).toEqual([
      ['photo', true],
      ['old', true],
      ['birth', false],
      ['', false],
      ['gone', false],
    ])
    expect(papers.at(-1)?.name).toBeNull()
    expect(papers[2]?.name?.de).toBe('birth')
  })

  it('are to be looked at when they came after the last word', () => {
    expect(isOpen(check({}, [came('photo', 5)], []))).toBe(true)
    expect(isOpen(check({}, [came('photo', 5)], [said('photo', 'question', 6)]))).toBe(false)
    expect(isOpen(check({}, [came('photo', 7)], [said('photo', 'question', 6)]))).toBe(true)
  })

  it('are open, too, while one that is needed neither came nor was spoken of', () => {
    const all = { first: 'yes' }
    const one = [came('photo', 5)]
    const green = [said('photo', 'green', 6)]
    const [, unsent] = check(all, one, green)
    expect([unsent?.item, unsent?.isUnsent]).toEqual(['birth', true])
    expect(isOpen(check(all, one, green))).toBe(true)
    expect(isOpen(check(all, one, [...green, said('birth', 'missing', 6)]))).toBe(false)
    expect(isOpen(check(all, [...one, came('birth', 1, 'filed')], green))).toBe(false)
    // Whether it is needed is still to be answered, or it cannot be sent.
    expect(isOpen(check({}, one, green))).toBe(false)
    expect(isOpen(papersToCheck({ ...LIST, takesPapers: false }, all, one, green))).toBe(false)
  })

  it('can be seen once nothing of them is being checked', () => {
    expect(stageOf(['ready', 'quarantined'])).toBe('checking')
    expect(stageOf(['ready', 'checking'])).toBe('checking')
    expect(stageOf(['refused', 'ready'])).toBe('ready')
    expect(stageOf(['refused'])).toBe('refused')
    expect(stageOf([])).toBe('filed')
  })

  it('are all green only where each that is needed is, and nothing is in question or not looked at', () => {
    const all = { first: 'yes' }
    const green = [said('photo', 'green', 9), said('birth', 'green', 9)]
    expect(isAllGreen(check(all, [came('photo', 1), came('birth', 1)], green))).toBe(true)
    expect(isAllGreen(check(all, [came('photo', 1)], green.slice(1)))).toBe(false)
    expect(isAllGreen(check(all, [came('photo', 10)], green))).toBe(false)
    expect(isAllGreen(check(all, [came('', 1)], [...green, said('', 'question', 9)]))).toBe(false)
    expect(isAllGreen([])).toBe(false)
    const here = (stage: PaperStage) =>
      isAllGreen(check(all, [came('photo', 1, stage), came('birth', 1)], green))
    expect([here('filed'), here('checking'), here('refused')]).toEqual([true, false, false])
    expect(isAllGreen(check(all, [came('birth', 1)], green))).toBe(false)
  })
})

describe('who is told', () => {
  const postal = { addition: null, street: 'Am Markt 1', postcode: '50667', town: 'Köln', country: 'DE' }
  const known = (left: object) => ({
    name: 'Ada Lind',
    email: null,
    phone: null,
    mobile: null,
    toldBy: null,
    ...left,
  })
  it.each([
    ['at once', { email: 'ada@mail.example' }, 'at_once', 'at_once'],
    ['at once on a phone', { toldBy: 'sms', mobile: '+4915100000001' }, 'at_once', 'at_once'],
    ['by letter, or called', { toldBy: 'letter', postal, phone: '0999 1' }, 'letter', 'call'],
    ['by letter, or by nobody', { toldBy: 'letter', postal }, 'letter', 'nobody'],
    ['by a call', { phone: '0999 1' }, 'call', 'call'],
    ['by nobody', {}, 'nobody', 'nobody'],
  ] as const)('hears it %s', (_, left, inTime, late) => {
    expect([reachedBy(known(left), true), reachedBy(known(left), false)]).toEqual([inTime, late])
  })

  it('is nobody where the contact is deleted', () => expect(reachedBy(undefined, true)).toBe('nobody'))
})
