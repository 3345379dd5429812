import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HOUR, type Instant, instant, plus } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { VISIT_MESSAGE_KINDS, WISH_MESSAGE_KINDS } from '../model.ts'
import { afterCall, CALL_OUTCOMES, type CallState, callOrder, callText } from './call.ts'

const NOW = instant(1_800_000_000_000)
const OPEN: CallState = { toldAt: null, tries: 0, againAt: null }

it('nobody answered: counted, and worth another call in an hour; asked for later: not counted', () => {
  expect(afterCall(OPEN, 'not_reached', NOW)).toEqual({ toldAt: null, tries: 1, againAt: plus(NOW, HOUR) })
  expect(afterCall(OPEN, 'later', NOW)).toEqual({ toldAt: null, tries: 0, againAt: plus(NOW, 3 * HOUR) })
})

it('told ends it, and is taken back without forgetting who could not be reached', () => {
  const tried = afterCall(OPEN, 'not_reached', NOW)
  const told = afterCall(tried, 'told', NOW)
  expect(told).toEqual({ toldAt: NOW, tries: 1, againAt: null })
  expect(afterCall(told, 'open', NOW)).toEqual({ toldAt: null, tries: 1, againAt: null })
})

it('after any calls somebody is told or not, and tries fit into their column', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...CALL_OUTCOMES), { maxLength: 2_000 }), (outcomes) => {
      const state = outcomes.reduce((known, outcome) => afterCall(known, outcome, NOW), OPEN)
      expect(state.toldAt !== null).toBe(outcomes.at(-1) === 'told')
      expect(state.tries).toBeLessThanOrEqual(1_000)
      expect(state.toldAt === null || state.againAt === null).toBe(true)
    }),
  )
})

it('first who is to be called now, then who later, then who was told, each the nearest visit first', () => {
  const call = (name: string, hours: number, state: Partial<CallState> = {}) => ({
    ...{ ...OPEN, ...state, name },
    appointmentAt: plus(NOW, hours * HOUR),
  })
  const calls = [
    call('told', 1, { toldAt: NOW }),
    call('later', 2, { againAt: plus(NOW, 1) as Instant }),
    call('far', 9),
    call('again', 5, { againAt: NOW }),
  ]
  expect(callOrder(calls, NOW).map(({ name }) => name)).toEqual(['again', 'far', 'later', 'told'])
})

it.each([...VISIT_MESSAGE_KINDS, ...WISH_MESSAGE_KINDS])(
  '%s: words to say in every language, on one line',
  (kind) => {
    for (const language of LANGUAGES) {
      const place = 'Bürgerzentrum\nMitte, Markt 1'
      const said = callText(
        { kind, city: 'Neuwalden', when: 'morgen', place, papers: ['Foto:\nfehlt'] },
        language,
      )
      expect(said).toContain('Neuwalden')
      expect(said).toContain('Foto: fehlt')
      expect(said).not.toMatch(/[\n{}]/)
    }
  },
)

it('whose time falls away hears which one is held for them, and is asked', () => {
  const lost = { kind: 'closed', city: 'Neuwalden', when: 'morgen', place: 'Mitte', papers: [] } as const
  for (const language of LANGUAGES) {
    const said = callText({ ...lost, offer: { when: 'übermorgen', place: 'Nord,\nRing 2' } }, language)
    expect(said).toMatch(/morgen.*übermorgen.*Nord, Ring 2.*\?$/)
    expect(callText(lost, language)).not.toContain('übermorgen')
  }
})
