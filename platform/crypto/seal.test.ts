import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  newKey,
  PIECE_BYTES,
  PIECE_OVERHEAD,
  seal,
  unseal,
  unwrapKey,
  WRAPPED_BYTES,
  wrapKey,
} from './seal.ts'

const key = newKey()

describe('sealed bytes', () => {
  it('open to what they were, in whatever parts they came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 900 }), { minLength: 1, maxLength: 5 }),
        (parts) => {
          const whole = Buffer.concat(parts)
          let from = 0
          const sealed = parts.map((part, index) => {
            const piece = seal(key, 'one', Buffer.from(part), { from, isLast: index === parts.length - 1 })
            from += part.length
            return piece
          })
          expect(unseal(key, 'one', Buffer.concat(sealed)).equals(whole)).toBe(true)
        },
      ),
    )
  })

  it('are cut into pieces when they are long', () => {
    const long = Buffer.alloc(2 * PIECE_BYTES + 1, 7)
    const sealed = seal(key, 'one', long)
    expect(sealed.length).toBe(long.length + 3 * PIECE_OVERHEAD)
    expect(unseal(key, 'one', sealed).equals(long)).toBe(true)
  })

  it('do not show what is in them', () => {
    expect(seal(key, 'one', Buffer.from('Geburtsurkunde von Ada Lind')).includes('Ada Lind')).toBe(false)
  })

  it('do not open after any bit was changed', () => {
    const sealed = seal(key, 'one', Buffer.from('a paper'))
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      expect(() => unseal(key, 'one', changed)).toThrow()
    }
    expect(unseal(key, 'one', sealed).toString()).toBe('a paper')
  })

  it('do not open with another key or in another place', () => {
    const sealed = seal(key, 'neuwalden|1|1', Buffer.from('a paper'))
    expect(() => unseal(newKey(), 'neuwalden|1|1', sealed)).toThrow()
    expect(() => unseal(key, 'zweitstadt|1|1', sealed)).toThrow()
    expect(() => unseal(key, 'neuwalden|1|2', sealed)).toThrow()
  })

  it('do not open cut off, exchanged, doubled or without their end', () => {
    const first = seal(key, 'one', Buffer.from('first'), { isLast: false })
    const second = seal(key, 'one', Buffer.from('second'), { from: 5, isLast: true })
    for (const wrong of [
      [first],
      [second],
      [second, first],
      [first, first, second],
      [first, second, second],
      [first, second.subarray(0, -1)],
      [],
    ])
      expect(() => unseal(key, 'one', Buffer.concat(wrong))).toThrow()
    expect(unseal(key, 'one', Buffer.concat([first, second])).toString()).toBe('firstsecond')
  })

  it('hold nothing at all just as well', () => {
    expect(unseal(key, 'one', seal(key, 'one', Buffer.alloc(0))).length).toBe(0)
  })
})

describe('a wrapped key', () => {
  it('opens with the same key for the same thing only', () => {
    const inner = newKey()
    const wrapped = wrapKey(key, inner, 'paper|1')
    expect(wrapped.length).toBe(WRAPPED_BYTES)
    expect(unwrapKey(key, wrapped, 'paper|1').equals(inner)).toBe(true)
    expect(() => unwrapKey(key, wrapped, 'paper|2')).toThrow()
    expect(() => unwrapKey(newKey(), wrapped, 'paper|1')).toThrow()
    expect(() => unwrapKey(key, wrapped.subarray(1), 'paper|1')).toThrow()
  })
})
