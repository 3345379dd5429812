import { describe, expect, it } from 'vitest'
import type { WrittenSetup } from '../contract.ts'
import { changedSetup, incomplete, newCounter, type TypedCounter } from './setupTyped.ts'

const text = (de: string) => ({ de, 'de-simple': de, en: de })
const counter = (key: string, skills: string[]): TypedCounter => ({
  ...{ counter: `id-${key}`, key, label: text(key), level: null, direction: null, active: true, skills },
})
const WAY = { arrow: 'left', line: null, text: text('Raum 12') } as const
const HOLDING: WrittenSetup = {
  offers: [
    { service: 'passport', mode: 'both' },
    { service: 'pick-up', mode: 'walk_in' },
  ],
  counters: [counter('1', ['passport', 'pick-up']), counter('2', ['pick-up'])],
}

describe('the form of counters and services', () => {
  it('asks only for what is otherwise; the order of skills is nothing', () => {
    const [one, two] = HOLDING.counters
    expect(changedSetup(HOLDING, structuredClone(HOLDING))).toEqual({ offers: [], counters: [] })
    const turned = { ...one, skills: ['pick-up', 'passport'] } as TypedCounter
    const closed = { ...two, active: false } as TypedCounter
    expect(changedSetup(HOLDING, { ...HOLDING, counters: [turned, closed] }).counters).toEqual([closed])
    const byAppointment = { service: 'passport', mode: 'appointment' } as const
    expect(changedSetup(HOLDING, { ...HOLDING, offers: [byAppointment] }).offers).toEqual([byAppointment])
    const level = { ...one, level: text('Erdgeschoss') } as TypedCounter
    expect(changedSetup(HOLDING, { ...HOLDING, counters: [level] }).counters).toEqual([level])
    const led = { ...one, direction: WAY } as TypedCounter
    const along = { ...one, direction: { ...WAY, line: 'red' } } as TypedCounter
    expect(changedSetup(HOLDING, { ...HOLDING, counters: [led] }).counters).toEqual([led])
    const holding = { ...HOLDING, counters: [led] }
    expect(changedSetup(holding, structuredClone(holding)).counters).toEqual([])
    expect(changedSetup(holding, { ...HOLDING, counters: [along] }).counters).toEqual([along])
  })

  it('a new counter has the next number and can do what the ablest one can', () => {
    const made = newCounter(HOLDING.counters)
    expect(made).toMatchObject({ counter: null, key: '3', skills: ['passport', 'pick-up'] })
    expect(changedSetup(HOLDING, { ...HOLDING, counters: [...HOLDING.counters, made] }).counters).toEqual([
      made,
    ])
    expect(newCounter([])).toMatchObject({ key: '1', skills: [] })
  })

  it('finds counters without a label in each language, and floors said in some of them only', () => {
    const [one] = HOLDING.counters
    const bare = { ...one, label: { ...text('1'), en: ' ' } } as TypedCounter
    const half = { ...one, level: { ...text('oben'), 'de-simple': '' } } as TypedCounter
    const odd = { ...one, key: 'Schalter eins' } as TypedCounter
    const astray = { ...one, direction: { ...WAY, text: { ...WAY.text, en: '' } } } as TypedCounter
    expect(incomplete([...HOLDING.counters, bare, half, odd, astray])).toEqual([bare, half, odd, astray])
  })
})
