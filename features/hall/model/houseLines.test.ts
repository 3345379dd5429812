import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { houseLines, houseMaySpeak, lineAt } from './houseLines.ts'

const words = (text: string) => ({ de: text, 'de-simple': text, en: text })

describe('what the house says', () => {
  it('is its notices, then the next stop', () => {
    expect(houseLines({ notices: [words('a'), words('b')], stop: words('c') }).map(({ de }) => de)).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(houseLines({ notices: [], stop: null })).toEqual([])
  })

  it('comes one after the other, each long enough to be read, and all of them again', () => {
    const lines = [words('short'), words('x'.repeat(200))]
    const at = (seconds: number) => lineAt(lines, seconds * 1_000)?.de.length
    expect([at(0), at(7.9), at(8), at(25.9), at(26), at(34)]).toEqual([5, 5, 200, 200, 5, 200])
    expect(lineAt([], 5_000)).toBeUndefined()
  })

  it('is never in the way of a call', () => {
    fc.assert(
      fc.property(fc.nat(16), fc.boolean(), fc.boolean(), (calls, isNew, whole) => {
        const speaks = houseMaySpeak({ calls, isNew, whole })
        if (isNew || calls > 2 || (whole && calls > 0)) expect(speaks).toBe(false)
        if (calls === 0 && !isNew) expect(speaks).toBe(true)
      }),
    )
  })
})
