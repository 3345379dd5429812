import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { readEmail } from './address.ts'
import { isReturnMailbox, judgeReported, messageOf, readReturnPath, returnPath } from './bounce.ts'

describe('a report', () => {
  it.each([
    ['failed', '5.1.1', 'no_mailbox'],
    ['failed', '5.1.10', 'no_mailbox'],
    ['failed', '5.2.1', 'no_mailbox'],
    [' Failed ', ' 5.1.1 (no such user)', 'no_mailbox'],
    ['failed', '5.1.100', 'returned'],
    ['failed', '5.1.8', 'returned'],
    ['failed', '5.2.2', 'returned'],
    ['failed', '5.7.1', 'returned'],
    ['failed', '4.4.7', 'returned'],
    ['failed', '', 'returned'],
    ['delayed', '4.4.1', undefined],
    ['delayed', '5.1.1', undefined],
    ['delivered', '2.0.0', undefined],
    ['relayed', '2.0.0', undefined],
    ['expanded', '2.0.0', undefined],
    ['', '5.1.1', undefined],
  ] as const)('%s with %s is %s', (action, status, bounce) => {
    expect(judgeReported({ action, status })).toBe(bounce)
  })
})

describe('the address to which reports come back', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  const ids = fc.uuid().map((id) => asId<'message'>(id))

  it('is a plain one, and gives message and tag back whatever becomes of its capitals', () => {
    fc.assert(
      fc.property(ids, bytes, (id, tag) => {
        const path = returnPath('zurueck-at-13@stadt.example', id, Buffer.from(tag))
        expect(readEmail(path)).toBe(path)
        for (const same of [path, path.toUpperCase(), path.toLowerCase()]) {
          const read = readReturnPath(same)
          expect(read?.id).toBe(id)
          expect(read && Buffer.compare(read.tag, Buffer.from(tag))).toBe(0)
        }
      }),
    )
  })

  it('of anything else nothing is read', () => {
    fc.assert(fc.property(fc.string(), (text) => void readReturnPath(text)))
    for (const address of ['a@b.example', `a+${'z'.repeat(50)}@b.example`, `a+${'0'.repeat(49)}@b.example`])
      expect(readReturnPath(address)).toBeUndefined()
    const longest = (length: number) => `${'a'.repeat(length - 60)}+${'0'.repeat(50)}@b.exampl`
    expect([longest(254), longest(255)].map((address) => readReturnPath(address) !== undefined)).toEqual([
      true,
      false,
    ])
  })

  it.each([
    ['bounces@stadt.example', true],
    ['zurueck-at-13@stadt.example', true],
    ['zurueck-at-14x@stadt.example', false],
    ['bounces+x@stadt.example', false],
    ['bounces', false],
    ['bounces@stadt.example\r\nBcc: x@y.example', false],
  ])('its mailbox can be %s: %s', (address, can) => {
    expect(isReturnMailbox(address)).toBe(can)
  })
})

it.each([
  ['<01930000-0000-7000-8000-000000000001@neuwalden.example>', true],
  ['01930000-0000-7000-8000-000000000001@neuwalden.example', true],
  ['<01930000-0000-7000-8000-000000000001>', false],
  ['<x01930000-0000-7000-8000-000000000001@a.example>', false],
  ["<01930000-0000-7000-8000-00000000000' OR 1@a.example>", false],
])('a Message-ID %s is one of ours: %s', (id, ours) => {
  expect(messageOf(id)).toBe(ours ? '01930000-0000-7000-8000-000000000001' : undefined)
})
