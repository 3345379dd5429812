import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { ContactPage, type ContactPageProps } from './ContactPage.tsx'
import { carry } from './carried.ts'
import { UnknownLinkPage } from './LinkPages.tsx'
import { checkContact, keepable } from './typedContact.ts'

const now = parseInstant('2027-03-01T08:00:00Z')
const frame = {
  language: 'de',
  cityName: 'Stadt Neuwalden',
  address: '/booking/contact?m=passport:1&lang=de',
  look: 'system',
  assets: { stylesheet: '/citizen.css' },
} as const

const contact: ContactPageProps = {
  frame,
  carried: carry([{ serviceKey: 'passport', people: 1 }], { siteKey: 'nord', startsAt: now }),
  hold: {
    now,
    until: plus(now, 10 * MINUTE),
    canExtend: true,
    time: 'Montag',
    site: 'Bürgeramt Nord',
    kinds: ['on_site'],
    reminders: [{ channel: 'mail', hours: 24 }],
    scarce: false,
    people: 1,
    proven: false,
  },
  typed: { name: '<b>Ada', email: 'ada@' },
  problems: { email: 'emailWrong' },
  extended: false,
  idempotencyKey: '0b2f1a52-6c1e-4c7e-9a53-0f4c5ad8b6e1',
  phone: '0999 115-0',
}

describe('the question who comes', () => {
  const html = renderToStaticMarkup(<ContactPage {...contact} />)

  it('comes back with what was typed, as text', () => {
    expect(html).toContain('value="&lt;b&gt;Ada"')
    expect(html).toContain('value="ada@"')
    expect(html).not.toContain('<b>Ada')
  })

  it('says what is wrong on top, at the field, and in the title', () => {
    expect(html.match(/name@beispiel\.de/g)).toHaveLength(2)
    expect(html).toContain('href="#email"')
    expect(html).toContain('<title>Fehler: ')
  })

  it('tells the browser what the fields are for', () => {
    expect(html).toContain('autoComplete="name"')
    expect(html).toContain('autoComplete="email"')
  })

  it('keeps matters, time and language in every way on', () => {
    const ways = [...html.matchAll(/(?:action|formAction|href)="(\/booking[^"]*)"/g)].map((match) => match[1])
    expect(ways.length).toBeGreaterThan(3)
    for (const way of ways) expect(way).toMatch(/m=passport(:|%3A)1.*lang=/)
  })

  it('goes on by the Enter key: the first button of the form', () => {
    expect(html.indexOf('>Weiter<')).toBeLessThan(html.indexOf('>Ich brauche mehr Zeit<'))
  })

  it('offers no more time when there is none', () => {
    const full = <ContactPage {...contact} hold={{ ...contact.hold, canExtend: false }} />
    expect(renderToStaticMarkup(full)).not.toContain('/booking/extend')
  })
})

describe('no page', () => {
  it.each(LANGUAGES)('has script, style or handlers inside it, in %s', (language) => {
    for (const page of [
      <ContactPage key="1" {...contact} frame={{ ...frame, language }} />,
      <UnknownLinkPage key="2" frame={{ ...frame, language }} phone="0999 115-0" />,
    ]) {
      const html = renderToStaticMarkup(page)
      expect(html).not.toMatch(/<script(?! src)|<style| style=| on[a-z]+=/)
    }
  })
})

describe('a typed contact', () => {
  it('is cleaned', () => {
    expect(checkContact({ name: '  Ada \u202e Müller ', email: ' Ada@Example.ORG ' })).toEqual({
      contact: { name: 'Ada Müller', email: 'Ada@example.org', phone: null, kind: 'on_site' },
    })
  })

  it.each([
    [
      { name: '', email: '' },
      { name: 'nameMissing', email: 'emailMissing' },
    ],
    [
      { name: '\u200b', email: 'ada' },
      { name: 'nameMissing', email: 'emailWrong' },
    ],
    [{ name: 'a'.repeat(121), email: 'a@b.de' }, { name: 'nameLong' }],
    [{ name: 'Ada', email: 'a@b.de\r\nBcc: c@d.de' }, { email: 'emailWrong' }],
  ] as const)('%o has its problems named', (typed, problems) => {
    expect(checkContact(typed)).toEqual({ problems })
  })

  it('is kept as far as it is right', () => {
    const kept = { name: 'Ada', email: null, phone: null, kind: 'on_site' }
    expect(keepable({ name: 'Ada', email: 'ada@' })).toEqual(kept)
    expect(keepable({ name: ' ', email: 'ada@example.org' })).toBeUndefined()
  })
})

describe('the question how to talk', () => {
  it('is asked only where there is a choice, and for a number only where somebody can be called', () => {
    const ask = (kinds: ContactPageProps['hold']['kinds'], more: Partial<ContactPageProps> = {}) =>
      renderToStaticMarkup(<ContactPage {...contact} {...more} hold={{ ...contact.hold, kinds }} />)
    expect(ask(['on_site'])).not.toContain('name="kind"')
    expect(ask(['on_site', 'video'])).toContain('name="kind"')
    expect(ask(['on_site', 'video'])).not.toContain('name="phone"')
    const missing = ask(['on_site', 'telephone'], {
      typed: { name: 'Ada', email: 'ada@mail.example', kind: 'telephone', phone: '' },
      problems: { phone: 'phoneMissing' },
    })
    expect(missing).toContain('href="#phone"')
    expect(missing).toMatch(/value="telephone"[^>]*checked|checked[^>]*value="telephone"/)
  })

  it('keeps what was typed for the next time, and drops a number that nobody is to call', () => {
    const typed = { name: 'Ada', email: 'ada@mail.example', phone: '0170 1234567' }
    expect(checkContact({ ...typed, kind: 'telephone' })).toEqual({
      contact: { ...typed, kind: 'telephone' },
    })
    expect(checkContact({ ...typed, kind: 'video' })).toMatchObject({
      contact: { phone: null, kind: 'video' },
    })
    expect(checkContact({ ...typed, kind: 'telephone', phone: ' ' })).toEqual({
      problems: { phone: 'phoneMissing' },
    })
    expect(checkContact({ ...typed, kind: 'telephone', phone: 'x' })).toEqual({
      problems: { phone: 'phoneWrong' },
    })
    expect(keepable({ ...typed, kind: 'telephone', phone: 'x' })).toMatchObject({
      kind: 'telephone',
      phone: null,
    })
  })
})
