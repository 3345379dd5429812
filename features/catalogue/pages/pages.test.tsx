import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { addressesOf } from '#features/authority/model/relocation.ts'
import type { Closure, Site } from '#features/authority/model.ts'
import { asId } from '#kernel/id.ts'
import { type Instant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { LANGUAGES, type Texts } from '#kernel/language.ts'
import type { Service, ServiceMode } from '../model.ts'
import { todayInWords } from './opening.tsx'
import { ServicePage } from './ServicePage.tsx'
import { StartPage } from './StartPage.tsx'

const texts = (de: string): Texts => ({ de, 'de-simple': de, en: de })
const frame = {
  language: 'de',
  cityName: 'Stadt Neuwalden',
  address: '/services/passport?lang=de',
  look: 'system',
  assets: { stylesheet: '/citizen.css' },
} as const

const address = {
  texts: { name: texts('Bürgeramt Mitte'), way: texts('Am Markt') },
  district: 'Mitte',
  street: 'Am Markt 1',
  postcode: '59980',
  town: 'Neuwalden',
  latitude: 51,
  longitude: 9,
  stepFree: true,
  familyFriendly: true,
  selfService: false,
}

const site: Site = {
  ...address,
  addresses: addressesOf(address, []),
  id: asId('01930000-0000-7000-8000-000000000001'),
  key: 'mitte',
  unitKey: 'office',
  kind: 'permanent',
  languages: ['de', 'tr'],
  timeZone: 'Europe/Berlin',
  hours: [1, 2].flatMap((weekday) => [
    { weekday, opens: localTime('08:00'), closes: localTime('12:00') },
    { weekday, opens: localTime('13:00'), closes: localTime('16:00') },
  ]),
}

const service: Service = {
  id: asId('01930000-0000-7000-8000-000000000002'),
  key: 'passport',
  leikaKey: null,
  ticketPrefix: 'A',
  minutes: 20,
  minutesPerFurtherPerson: 15,
  peopleLimit: 4,
  rank: 1,
  onlineUrl: null,
  deadline: null,
  family: null,
  scarce: false,
  standsAlone: false,
  notWith: [],
  sharedStep: null,
  quick: null,
  kinds: ['on_site'],
  reminderHours: null,
  reminderChannels: null,
  texts: {
    title: texts('Reisepass'),
    summary: texts('Kurz.'),
    who: texts('Alle.'),
    without: texts('Nichts.'),
  },
  synonyms: { de: ['Pass'], 'de-simple': [], en: [] },
  questions: [],
  settledByPapers: false,
  papers: [{ ...texts('Ein Foto'), when: null, onlyIf: null, choice: null }],
  takesPapers: false,
  paperDays: 14,
  fees: [
    {
      key: 'old',
      validFrom: localDate('2020-01-01'),
      validUntil: localDate('2027-02-28'),
      cents: 100,
      texts: { label: texts('alt') },
    },
    {
      key: 'new',
      validFrom: localDate('2027-03-01'),
      validUntil: null,
      cents: 7_000,
      texts: { label: texts('neu') },
    },
  ],
  active: true,
}

const monday = parseInstant('2027-03-01T09:00:00Z')

function servicePage(modes: readonly ServiceMode[], more: Partial<Service> = {}): string {
  return renderToStaticMarkup(
    <ServicePage
      answers={{}}
      frame={frame}
      service={{ ...service, ...more }}
      places={modes.map((mode) => ({ site, mode }))}
      calendar={{ now: monday, closures: [] }}
      today={localDate('2027-03-01')}
      phone="0999 115-0"
    />,
  )
}

describe('the page of a service', () => {
  it('offers a booking only where some site takes appointments', () => {
    expect(servicePage(['appointment'])).toContain('href="/booking?m=passport:1&amp;lang=de"')
    expect(servicePage(['walk_in'])).not.toContain('/booking')
    expect(servicePage([])).not.toContain('/booking')
  })

  it('says where one can come without appointment', () => {
    expect(servicePage(['appointment'])).not.toContain('Wartenummer')
    expect(servicePage(['walk_in'])).toContain('brauchen Sie keinen Termin')
    expect(servicePage(['both', 'appointment'])).toContain('An einem Standort geht es auch ohne Termin')
  })

  it('names the fees of today only, and says when there are none', () => {
    const html = servicePage(['both'])
    expect(html).toContain('70,00')
    expect(html).not.toContain('1,00')
    expect(servicePage(['both'], { fees: [] })).toContain('Das ist kostenlos.')
  })

  it('says beforehand that the birth date is asked for, where times are scarce and booked', () => {
    expect(servicePage(['appointment'], { scarce: true })).toContain('Geburtsdatum')
    expect(servicePage(['walk_in'], { scarce: true })).not.toContain('Geburtsdatum')
    expect(servicePage(['appointment'])).not.toContain('Geburtsdatum')
  })

  it('leads to what can be done online', () => {
    expect(servicePage(['both'], { onlineUrl: 'https://online.example/pass' })).toContain(
      'href="https://online.example/pass"',
    )
  })

  it('says what to do where no site offers it', () => {
    expect(servicePage([])).toContain('href="tel:09991150"')
  })
})

describe('the start page', () => {
  const start = (query: string) =>
    renderToStaticMarkup(
      <StartPage
        frame={frame}
        services={[service]}
        sites={[site]}
        calendar={{ now: monday, closures: [] }}
        phone="0999 115-0"
        query={query}
      />,
    )

  it('finds a service by a synonym', () => {
    expect(start('pass')).toContain('href="/services/passport?lang=de"')
  })

  it('helps where nothing is found, and shows what was asked as text', () => {
    const html = start('<b>xyz')
    expect(html).toContain('Nichts gefunden')
    expect(html).toContain('href="tel:09991150"')
    expect(html).not.toContain('<b>xyz')
  })

  it.each(LANGUAGES)('has no script, style or handler inside it, in %s', (language) => {
    const html = renderToStaticMarkup(
      <StartPage
        frame={{ ...frame, language }}
        services={[service]}
        sites={[site]}
        calendar={{ now: monday, closures: [] }}
        phone="0999 115-0"
        query=""
      />,
    )
    expect(html).not.toMatch(/<script(?! src)|<style| style=| on[a-z]+=/)
  })
})

describe('the hours of today', () => {
  const said = (at: Instant, closures: readonly Closure[] = []) =>
    todayInWords(site, { now: at, closures }, 'de')

  it('are those of the weekday, with a break', () => {
    expect(said(monday)).toBe('Heute 08:00 bis\u00a012:00\u00a0Uhr und 13:00 bis\u00a016:00\u00a0Uhr')
  })

  it('on a day without hours: when it opens again', () => {
    expect(said(parseInstant('2027-03-03T09:00:00Z'))).toBe('Wieder geöffnet: Mo.,\u00a08.3., 08:00\u00a0Uhr')
  })

  it('on a closed day: why', () => {
    const closure: Closure = {
      id: asId('01930000-0000-7000-8000-000000000003'),
      siteId: null,
      firstDay: localDate('2027-03-01'),
      lastDay: localDate('2027-03-01'),
      texts: { reason: texts('Personalversammlung') },
    }
    expect(said(monday, [closure])).toBe('Heute geschlossen: Personalversammlung')
  })
})
