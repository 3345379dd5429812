import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { birthKey, countedKeys, familiesOf, foldEmail, foldName, personKey } from './person.ts'

const local = fc.stringMatching(/^[a-z0-9]{1,12}$/)
const domain = fc.constantFrom('example.org', 'stadt.example', 'gmail.com')

describe('a mail address', () => {
  it('is the same with dots, a tag and capitals', () => {
    const tag = fc.stringMatching(/^[a-z0-9.]{0,6}$/)
    fc.assert(
      fc.property(local, domain, tag, fc.infiniteStream(fc.boolean()), (name, at, plus, choices) => {
        const next = () => choices.next().value === true
        const dotted = [...name].map((letter, nth) => (nth > 0 && next() ? `.${letter}` : letter)).join('')
        const written = [...`${dotted}+${plus}@${at}`]
          .map((each) => (next() ? each.toUpperCase() : each))
          .join('')
        expect(foldEmail(written)).toBe(`${name}@${at}`)
      }),
    )
  })

  it('differs where another mailbox or house is meant', () => {
    fc.assert(
      fc.property(local, local, domain, domain, (a, b, at, there) => {
        const same = a === b && at === there
        expect(foldEmail(`${a}@${at}`) === foldEmail(`${b}@${there}`)).toBe(same)
      }),
    )
  })

  it('is one under both names of the same provider', () => {
    expect(foldEmail('A.da@googlemail.com')).toBe(foldEmail('ada@gmail.com'))
  })

  it('that is only a tag stays itself', () => {
    expect(foldEmail('+a@example.org')).not.toBe(foldEmail('+b@example.org'))
  })
})

describe('a name', () => {
  it.each([
    'Ada Müller',
    'ADA MUELLER',
    'Müller, Ada',
    'Dr. Ada Muller',
    '  ada   müller ',
    'Ada-Mu\u0308ller',
  ])('%s is the same person', (written) => expect(foldName(written)).toBe(foldName('Ada Müller')))

  it('is another when a part is another', () => {
    expect(foldName('Ada Müller')).not.toBe(foldName('Eda Müller'))
    expect(foldName('Ada Müller')).not.toBe(foldName('Ada Anna Müller'))
  })

  it('folds once for all: folded again it stays', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (name) => foldName(foldName(name)) === foldName(name),
      ),
    )
  })

  it('of titles alone or of other letters is not lost', () => {
    expect(foldName('Frau')).not.toBe('')
    expect(foldName('李 小龍')).toBe('小龍 李')
  })
})

describe('what is counted', () => {
  const contact = { name: 'Ada Müller', email: 'A.da@example.org', phone: '0170 123' }

  it('is every way to reach somebody, and the birth date where it is asked for', () => {
    expect([...countedKeys(contact), birthKey(contact.name, localDate('1990-02-03'))]).toEqual([
      'mail ada@example.org',
      'phone +49170123',
      'birth 1990-02-03 ada muller',
    ])
    expect(countedKeys({ email: null, phone: null })).toEqual([])
  })

  it('on the waitlist is the address first', () => {
    expect(personKey(contact)).toBe('ada@example.org')
    expect(personKey({ email: null, phone: '0170 123' })).toBe('+49170123')
    expect(personKey({ email: null, phone: null })).toBeUndefined()
  })

  it('is a family once, else the service itself', () => {
    const services = [
      { key: 'passport', family: 'papers' },
      { key: 'identity-card', family: 'papers' },
      { key: 'registration', family: null },
    ]
    expect(familiesOf(services)).toEqual(['papers', 'registration'])
  })
})
