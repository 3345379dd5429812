import { describe, expect, it } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { type CounterWish, type SetupWish, type SiteSetup, setupFaults, withWish } from './setup.ts'
import { sameSetup, setupChanges } from './setupChange.ts'

/** An id that is the same for the same name. */
const idOf = (name: string) =>
  `${Buffer.from(name).toString('hex').padStart(8, '0').slice(-8)}-0000-4000-8000-000000000000`
const service = (key: string) => asId<'service'>(idOf(key))
const counterId = (key: string) => asId<'counter'>(idOf(`c${key}`))
const text = (de: string) => ({ de, 'de-simple': de, en: de })
const SETUP: SiteSetup = {
  offers: [
    { serviceId: service('card'), mode: 'both' },
    { serviceId: service('question'), mode: 'walk_in' },
  ],
  counters: ['1', '2'].map((key) => ({
    ...{ id: counterId(key), key, texts: { label: text(key), level: null }, active: true },
    skills: key === '1' ? [service('card'), service('question')] : [service('question')],
  })),
}
const wishOf = (nth: number, changed: Partial<CounterWish>): CounterWish => {
  const { id = null, key = '', skills = [], active = true } = SETUP.counters[nth] ?? {}
  return { id, key, label: text(key), level: null, direction: null, active, skills, ...changed }
}

function look(wish: Partial<SetupWish>, open: readonly string[] = []) {
  const whole = { offers: [], counters: [], ...wish }
  const after = withWish(SETUP, whole, () => counterId('new'))
  const services = new Set([service('card'), service('question')])
  const faults = setupFaults(SETUP, whole, {
    services,
    after,
    open: new Set(open.map((key): Id<'counter'> => counterId(key))),
  })
  return { after, codes: faults.map(({ code }) => code) }
}

describe('what a wish comes to', () => {
  it('nothing wished changes nothing', () => {
    const { after, codes } = look({})
    expect([sameSetup(SETUP, after), codes]).toEqual([true, []])
    expect(setupChanges(SETUP, after)).toEqual({ offers: [], counters: [] })
  })

  it('names what is otherwise, counter by counter and offer by offer', () => {
    const { after, codes } = look({
      offers: [{ serviceId: service('card'), mode: 'appointment' }],
      counters: [
        wishOf(1, { skills: [service('card')], label: text('zwei') }),
        wishOf(9, { key: '3', label: text('3'), skills: [service('card')] }),
      ],
    })
    expect(codes).toEqual([])
    const changes = setupChanges(SETUP, after)
    expect(changes.offers).toEqual([{ serviceId: service('card'), before: 'both', after: 'appointment' }])
    expect(changes.counters).toMatchObject([
      { key: '2', change: 'changed', renamed: true, gained: [service('card')], lost: [service('question')] },
      { key: '3', change: 'added', renamed: false, gained: [service('card')] },
    ])
    // Read the other way round, what came is gone.
    expect(setupChanges(after, SETUP).counters.at(-1)).toMatchObject({ key: '3', change: 'closed' })
  })

  it.each([
    ['a service that nobody could serve', { counters: [wishOf(0, { skills: [] })] }, ['unserved']],
    ['one that only a counter given up could', { counters: [wishOf(0, { active: false })] }, ['unserved']],
    ['a sign that two have', { counters: [wishOf(9, { key: '2', label: text('2') })] }, ['key_taken']],
    ['a counter that is not there', { counters: [wishOf(1, { id: counterId('9') })] }, ['unknown']],
    [
      'an offer that is not there',
      { offers: [{ serviceId: service('x'), mode: 'both' as const }] },
      ['unknown'],
    ],
    ['a skill that is none', { counters: [wishOf(1, { skills: [service('x')] })] }, ['unknown']],
    [
      'a way without words',
      { counters: [wishOf(1, { direction: { arrow: 'left' as const, line: null, text: text('') } })] },
      ['no_way'],
    ],
    ['a label that says nothing', { counters: [wishOf(1, { label: text(' ') })] }, ['no_label']],
  ])('finds %s', (_, wish, codes) => {
    expect(look(wish).codes).toEqual(codes)
  })

  it('a counter at which somebody sits is not given up', () => {
    const wish = { counters: [wishOf(1, { active: false })] }
    expect([look(wish).codes, look(wish, ['2']).codes, look(wish, ['1']).codes]).toEqual([[], ['open'], []])
  })

  it('a way to a counter is shown, is another one, and is taken away', () => {
    const WAY = { arrow: 'left', line: 'blue', text: text('blaue Linie') } as const
    const { after } = look({ counters: [wishOf(0, { direction: WAY })] })
    expect(after.counters[0]?.texts).toEqual({ label: text('1'), level: null, direction: WAY })
    expect(setupChanges(SETUP, after).counters).toMatchObject([
      { key: '1', change: 'changed', renamed: false, led: true },
    ])
    const turned = withWish(
      after,
      { offers: [], counters: [wishOf(0, { direction: { ...WAY, arrow: 'right' } })] },
      () => counterId('new'),
    )
    expect(setupChanges(after, turned).counters).toMatchObject([{ key: '1', renamed: false, led: true }])
    const gone = withWish(turned, { offers: [], counters: [wishOf(0, {})] }, () => counterId('new'))
    expect(sameSetup(gone, SETUP)).toBe(true)
  })
})
