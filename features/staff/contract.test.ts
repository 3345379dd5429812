import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { bodyCheck } from '#platform/http/validation.ts'
import neuwalden from '../../demo/neuwalden/staff.json' with { type: 'json' }
import zweitstadt from '../../demo/zweitstadt/staff.json' with { type: 'json' }
import { signInRoute, staffFile } from './contract.ts'
import de from './messages.de.json' with { type: 'json' }
import { LOGIN, type StaffImport } from './model.ts'

describe('the file of people', () => {
  it.each([
    ['neuwalden', neuwalden],
    ['zweitstadt', zweitstadt],
  ])('of %s is what the import takes', (_, file) => {
    const people: readonly StaffImport[] = Value.Parse(staffFile, file)
    expect(people.every(({ login }) => LOGIN.test(login))).toBe(true)
  })

  it.each([
    ['a login with capitals', { login: 'Ahlbeck' }],
    ['a role that does not exist', { roles: ['emperor'] }],
    ['no role', { roles: [] }],
    ['a role twice', { roles: ['clerk', 'clerk'] }],
    ['a language that staff screens do not speak', { language: 'de-simple' }],
    ['a password', { password: 'secret' }],
  ])('is refused with %s', (_, wrong) => {
    const person = { login: 'ahlbeck', name: 'Katrin Ahlbeck', roles: ['clerk'], site: null, language: 'de' }
    expect(bodyCheck(staffFile)([person]).ok).toBe(true)
    expect(bodyCheck(staffFile)([{ ...person, ...wrong }]).ok).toBe(false)
  })
})

it('has words for every refusal', () => {
  for (const code of signInRoute.errors) expect(Object.keys(de)).toContain(code)
})
