import { describe, expect, it } from 'vitest'
import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { renderDocument } from '#ui/render.ts'
import { USUAL_EASE } from '../model.ts'
import { KioskNotAccepted } from './KioskNotAccepted.tsx'
import type { NotAccepted } from './kioskIntake.ts'
import type { KioskPlace } from './kioskPlace.ts'
import { QrCode } from './QrCode.tsx'

const siteOf = (key: string, de: string, en: string) =>
  ({
    id: key,
    key,
    timeZone: 'Europe/Berlin',
    street: 'Marktweg 3',
    postcode: '59981',
    town: 'Neuwalden',
    texts: { name: { de, 'de-simple': de, en } },
  }) as unknown as Site

const HERE = siteOf('mitte', 'Bürgeramt Mitte', 'Mitte office')
const THERE = siteOf('nord', 'Bürgeramt Nord', 'Nord office')
const ONLINE = 'https://neuwalden.example/wohnung'

const place = (language: Language): KioskPlace => ({
  site: HERE,
  cityName: 'Neuwalden',
  language,
  ease: USUAL_EASE,
  speaks: false,
  printing: 'screen',
  scans: undefined,
  demoNotice: undefined,
  stylesheet: '/kiosk.css',
  script: undefined,
  camera: undefined,
  worker: undefined,
})

const serviceWith = (onlineUrl: string | null) =>
  ({
    key: 'registration',
    onlineUrl,
    texts: {
      title: { de: 'Wohnung anmelden', 'de-simple': 'Wohnung anmelden', en: 'Register your address' },
    },
  }) as unknown as Service

const told = {
  from: parseInstant('2027-03-01T14:40:00Z'),
  until: parseInstant('2027-03-01T14:52:00Z'),
  soon: false,
  aboutMinutes: null,
  backBy: null,
}

const nothingHelps: NotAccepted = {
  service: serviceWith(null),
  stop: 'ends_late',
  seen: undefined,
  override: undefined,
  shorter: [],
  elsewhere: undefined,
  times: [],
  mayBook: false,
}

/** What the page holds, with plain spaces. */
const shown = (refused: Partial<NotAccepted>, language: Language = 'de') =>
  renderDocument(
    KioskNotAccepted({ place: place(language), refused: { ...nothingHelps, ...refused } }),
  ).replace(/[\u00a0\u202f]/g, ' ')

describe('whoever gets no number at the kiosk', () => {
  // Ten minutes and four for each kilometre: 24.4, told in steps of five.
  it.each([
    [
      'de',
      'Heute noch an einem anderen Standort',
      'Bürgeramt Nord, 3,5 km entfernt, etwa 25 Minuten Weg<',
      'zwischen 15:40 Uhr und 15:52 Uhr dran',
    ],
    [
      'de-simple',
      'Heute geht es noch an einem anderen Ort',
      'Bürgeramt Nord. Der Ort ist 3,5 Kilometer weg. Der Weg dauert etwa 25 Minuten.<',
      'zwischen 15:40 Uhr und 15:52 Uhr dran',
    ],
    [
      'en',
      'Still today at another location',
      'Nord office, 3.5 km away, about 25 minutes to get there<',
      'called there between 15:40 and 15:52',
    ],
  ] as const)(
    'reads in %s which other site still takes them in, and how long they are on the way',
    (language, title, away, call) => {
      const page = shown({ elsewhere: { site: THERE, km: 3.6, told } }, language)
      expect(page).toContain(title)
      expect(page).toContain(away)
      expect(page).toContain('Marktweg 3, 59981 Neuwalden')
      expect(page).toContain(call)
      expect(shown({}, language)).not.toContain(title)
    },
  )

  it('reads the way beside a free time at another site, and none beside one here', () => {
    const startsAt = parseInstant('2027-03-01T14:30:00Z')
    const times = [
      { site: HERE, km: 0, startsAt },
      { site: THERE, km: 5.2, startsAt },
    ]
    const page = shown({ times, mayBook: true })
    expect(page).toContain('Bürgeramt Nord, 5 km entfernt, etwa 35 Minuten Weg')
    expect(page.match(/Minuten Weg/g)).toHaveLength(1)
  })

  it('finds the way to do it online as a code for the phone, where there is one', () => {
    const page = shown({ service: serviceWith(ONLINE) })
    expect(page).toContain('Online erledigen')
    const label = 'Code mit der Internet-Adresse für dieses Anliegen'
    const { source } = codeIn(page)
    expect(source).toBe(codeIn(renderDocument(QrCode({ className: '', text: ONLINE, label }))).source)
    expect(shown({})).not.toContain('Online erledigen')
    expect(shown({})).not.toContain('<img')
  })
})

function codeIn(page: string) {
  return { source: /<img [^>]*src="([^"]+)"/.exec(page)?.[1] ?? expect.fail('no code') }
}
