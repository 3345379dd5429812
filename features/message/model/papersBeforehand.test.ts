import { describe, expect, it } from 'vitest'
import type { PaperCheck } from '#features/visit/model.ts'
import { instant } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { type MessageFacts, VISIT_MESSAGE_KINDS } from '../model.ts'
import { composeLetter, composeMessage } from './compose.ts'
import { stillMissing, unspokenOf } from './papersBeforehand.ts'

const say = (text: string) => ({ de: text, 'de-simple': text, en: text })
const paper = (name: string, first?: string) => ({
  ...say(name),
  when: first === undefined ? null : [{ first: [first] }],
  onlyIf: first === undefined ? null : say('if'),
  choice: null,
})
const LIST = {
  takesPapers: true,
  questions: [{ key: 'first', kind: 'yes_no' as const, texts: { question: say('First?') }, answers: [] }],
  papers: [paper('photo'), paper('old', 'no')],
}
const came = (item: string, since: number | null, taken = true) => ({
  item,
  since: since === null ? null : instant(since),
  taken,
})
const said = (item: string, verdict: PaperCheck['verdict'], at: number) => ({
  item,
  verdict,
  saidAt: instant(at),
})

describe('what is still missing of somebody who sends papers', () => {
  it('is what is certainly needed and did not come, where papers are taken at all', () => {
    expect(stillMissing(LIST, {}, [], [])).toEqual(['photo'])
    expect(stillMissing(LIST, { first: 'no' }, [], [came('photo', 5)])).toEqual(['old'])
    expect(stillMissing(LIST, { first: 'no' }, [], [came('photo', 5), came('old', null)])).toEqual([])
    expect(stillMissing({ ...LIST, takesPapers: false }, { first: 'no' }, [], [])).toEqual([])
  })

  it('is what could not be taken, or was found wanting, until it comes anew', () => {
    expect(stillMissing(LIST, {}, [], [came('photo', 5, false)])).toEqual(['photo'])
    const asked = [said('photo', 'question', 6)]
    expect(stillMissing(LIST, {}, asked, [came('photo', 5)])).toEqual(['photo'])
    expect(stillMissing(LIST, {}, asked, [came('photo', 7)])).toEqual([])
    expect(stillMissing(LIST, {}, [said('photo', 'missing', 6)], [])).toEqual(['photo'])
    // Seen and good once, also where it is gone from here.
    expect(stillMissing(LIST, {}, [said('photo', 'green', 6)], [])).toEqual([])
  })

  it('is not the same as what nobody has spoken of', () => {
    expect(unspokenOf(LIST, { first: 'no' }, [{ item: 'photo' }])).toEqual(['old'])
  })
})

describe.each(LANGUAGES)('a message that says what to bring, in %s', (language) => {
  const compose = (changes: Partial<MessageFacts>) => composeMessage({ ...MAIL_FACTS, language, ...changes })
  const upload = `${MAIL_FACTS.link}/upload`
  const { until } = MAIL_FACTS.beforehand ?? { until: null }

  it.each(VISIT_MESSAGE_KINDS)('%s: says that papers can be sent only beside the list of them', (kind) => {
    const lists = kind === 'booked' || kind === 'moved' || kind === 'reminder'
    const { text, html } = compose({ kind })
    expect(text.includes(upload)).toBe(lists)
    expect(html.includes(`href="${upload}"`)).toBe(lists)
  })

  it('names all of them while nothing came, then what is missing, and by when as long as there is time', () => {
    const nothing = compose({ beforehand: { missing: [], until } }).text
    const some = compose({}).text
    const late = compose({ beforehand: { missing: ['Biometrisches Foto'], until: null } }).text
    // Friday in Berlin, before the clocks go forward.
    const deadline = /26\D+2027\D+10:40/
    expect(nothing).toMatch(deadline)
    expect(nothing).not.toContain('Biometrisches Foto')
    expect(some).toMatch(deadline)
    expect(some).toContain('Biometrisches Foto')
    expect(late).not.toMatch(deadline)
    for (const text of [nothing, some, late]) expect(text).toContain(upload)
  })

  it('does not ask where papers are not taken or all are there', () => {
    const { beforehand: _, ...facts } = MAIL_FACTS
    expect(composeMessage({ ...facts, language }).text).not.toContain('/upload')
  })

  it('asks nobody to bring originals who does not come', () => {
    const originals = /Originale|echten Papiere|originals/
    expect(compose({}).text).toMatch(originals)
    expect(compose({ visitKind: 'telephone', phone: '0999 1' }).text).not.toMatch(originals)
  })

  it('on paper leads to the address that the letter has anyway', () => {
    const { blocks } = composeLetter({ ...MAIL_FACTS, language })
    const links = blocks.flatMap((block) =>
      block.kind === 'link' || block.kind === 'button' ? [block.url] : [],
    )
    expect(links).toEqual([MAIL_FACTS.link])
    expect(JSON.stringify(blocks)).toContain('Biometrisches Foto')
  })
})
