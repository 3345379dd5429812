import { describe, expect, it } from 'vitest'
import { RULE_KEYS } from '../model/hallRules.ts'
import { decidedBy, faultsOfRules, otherwise, typedRules } from './rulesTyped.ts'

const NOTHING = decidedBy(typedRules(Object.fromEntries(RULE_KEYS.map((key) => [key, null])) as never))
const USUAL = Object.fromEntries(RULE_KEYS.map((key) => [key, 7])) as never

describe('the form of the rules', () => {
  it('gives back what is decided, and nothing for an empty field', () => {
    const decided = { ...NOTHING, needCreditMinutes: 0, awayMinutes: 12 }
    expect(decidedBy(typedRules(decided))).toEqual(decided)
  })

  it('finds what is no whole number in its range', () => {
    const typed = { ...typedRules(NOTHING), needCreditMinutes: '121', awayMinutes: '4', lateMinutes: '7,5' }
    expect(faultsOfRules(typed)).toEqual(['needCreditMinutes', 'lateMinutes', 'awayMinutes'])
    expect(
      faultsOfRules({ ...typed, needCreditMinutes: ' 120 ', awayMinutes: '5', lateMinutes: '' }),
    ).toEqual([])
  })

  it('says what holds otherwise: for a site what the city decided, for the city what is usual', () => {
    const city = { ...NOTHING, lateMinutes: 0 }
    expect(otherwise('mitte', USUAL, city)).toMatchObject({ lateMinutes: 0, earlyMinutes: 7 })
    expect(otherwise(null, USUAL, city)).toEqual(USUAL)
  })
})
