import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { bodyCheck, closeObjects, textCheck } from './validation.ts'

const codes = (checked: ReturnType<ReturnType<typeof bodyCheck>>) =>
  checked.ok ? [] : checked.faults.map((fault) => `${fault.field} ${fault.code}`)

describe('a body check', () => {
  it('closes objects everywhere: in lists, unions, optional fields and intersections', () => {
    const part = Type.Object({ a: Type.Integer() })
    const check = bodyCheck(
      Type.Object({
        list: Type.Optional(Type.Array(part)),
        either: Type.Optional(Type.Union([part, Type.Object({ b: Type.String() })])),
        both: Type.Optional(Type.Intersect([part, Type.Object({ c: Type.Integer() })])),
      }),
    )
    expect(check({ list: [{ a: 1 }], either: { b: 'x' }, both: { a: 1, c: 2 } }).ok).toBe(true)
    expect(check({ list: [{ a: 1, x: 1 }] }).ok).toBe(false)
    expect(check({ either: { b: 'x', x: 1 } }).ok).toBe(false)
    expect(check({ both: { a: 1, c: 2, x: 1 } }).ok).toBe(false)
    expect(check({ both: { a: 1 } }).ok).toBe(false)
  })

  it('leaves an object open that says so, and data alone', () => {
    const open = Type.Object({ a: Type.Integer() }, { additionalProperties: true })
    expect(bodyCheck(open)({ a: 1, b: 2 }).ok).toBe(true)
    expect(bodyCheck(Type.Record(Type.String(), Type.Integer()))({ any: 1 }).ok).toBe(true)
    expect(closeObjects(Type.Literal('x'))).toEqual({ type: 'string', const: 'x' })
  })

  it.each([
    ['uuid', '0189c5f0-0000-7000-8000-000000000000', '0189c5f0'],
    ['date', '2026-11-23', '2026-13-45'],
    ['date-time', '2026-11-23T08:00:00Z', '23.11.2026'],
    ['email', 'a@example.org', 'a at example.org'],
  ])('knows the format %s', (format, right, wrong) => {
    const check = bodyCheck(Type.Object({ x: Type.String({ format }) }))
    expect(codes(check({ x: right }))).toEqual([])
    expect(codes(check({ x: wrong }))).toEqual(['x wrong_format'])
  })

  it('does not convert', () => {
    const check = bodyCheck(Type.Object({ n: Type.Integer(), b: Type.Boolean() }))
    expect(codes(check({ n: '1', b: 'true' }))).toEqual(['n wrong_type', 'b wrong_type'])
  })
})

describe('a text check', () => {
  it('converts what is text and refuses what does not become what was asked for', () => {
    const check = textCheck(Type.Object({ n: Type.Integer(), b: Type.Boolean(), s: Type.String() }))
    expect(check({ n: '12', b: 'false', s: '7' })).toEqual({ ok: true, value: { n: 12, b: false, s: '7' } })
    const choice = textCheck(
      Type.Object({ c: Type.Union([Type.Literal('all'), Type.Literal(2), Type.Null()]) }),
    )
    expect([choice({ c: 'all' }).ok, choice({ c: '2' }).ok, choice({ c: '3' }).ok]).toEqual([
      true,
      true,
      false,
    ])
    for (const n of ['', ' ', '1x', '1.5', '1e999', 'NaN', '0x'])
      expect(check({ n, b: 'true', s: '' }).ok).toBe(false)
  })
})
