import type { AuthorityData } from '#apps/import/files.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Texts } from '#kernel/language.ts'
import type { NewAuthority } from '#platform/db/migrate.ts'

/** The secret of every test server, also that from which the server's database login is made. */
export const TEST_SECRET = 'a secret of the tests, known to all of them'

/** The password of everybody in the test authorities. */
export const TEST_PASSWORD = 'vierzehn Zeichen'

/**
 * When it is in both test authorities as the template is made: a Monday before opening, four weeks before the clocks
 * go forward (28 March 2027). Their clocks go on from there, by their demo offset.
 */
export const TEST_START = parseInstant('2027-03-01T06:30:00Z')

/** The two authorities that every test database holds. They differ in nothing but names. */
export const TEST_AUTHORITIES: readonly NewAuthority[] = [
  { key: 'neuwalden', hostnames: ['localhost', '127.0.0.1'], demo: true },
  { key: 'zweitstadt', hostnames: ['zweitstadt.localhost'], demo: true },
]

/** The key of the one that must never notice what is done in the first. */
export const OTHER_AUTHORITY = 'zweitstadt'

/** One text for all languages, told apart. */
function texts(german: string, english: string): Texts {
  return { de: german, 'de-simple': `${german} (leicht)`, en: english }
}

const WEEKDAYS = [1, 2, 3, 4, 5]

/** Two sites, four services, three counters at each site, open from Monday to Friday. */
export function testData({ key, hostnames, demo }: NewAuthority): AuthorityData {
  const name = key === 'neuwalden' ? 'Neuwalden' : 'Zweitstadt'
  return {
    authority: {
      key,
      texts: { name: texts(`Stadt ${name}`, `City of ${name}`) },
      timeZone: 'Europe/Berlin',
      region: 'DE-NW',
      hostnames: [...hostnames],
      demo,
      sender: { name: `Stadt ${name}`, address: `termine@${key}.example` },
      contact: { phone: '0999 115-0', address: `Rathausplatz 1, 59980 ${name}` },
      // Limits per person so wide that only the tests of these limits meet them; proofs of work that cost nothing.
      settings: {
        openBookingsLimit: 20,
        namesLimit: 20,
        unconfirmedPauseMinutes: 0,
        // All of an hour can be booked by everybody, also today; only the tests of budgets keep shares.
        callerPercent: 0,
        onlineToday: true,
        proofFloor: 100,
        proofCeiling: 1_000,
      },
    },
    units: [{ key: 'citizens-office', texts: { name: texts('Bürgeramt', "Citizens' office") } }],
    sites: [
      {
        ...siteEntry('mitte', 'Mitte', name),
        hours: WEEKDAYS.map((weekday) => ({ weekday, opens: '08:00', closes: '16:00' })),
      },
      {
        ...siteEntry('nord', 'Nord', name),
        hours: WEEKDAYS.flatMap((weekday) => [
          { weekday, opens: '09:00', closes: '12:00' },
          { weekday, opens: '13:00', closes: '17:00' },
        ]),
      },
    ],
    services: [
      serviceEntry('identity-card', 1, 'A', 15, 10, texts('Personalausweis beantragen', 'Identity card')),
      {
        ...serviceEntry('passport', 2, 'A', 20, 15, texts('Reisepass beantragen', 'Passport')),
        ...PASSPORT_CHECKLIST,
      },
      serviceEntry('registration', 3, 'B', 20, 0, texts('Wohnung anmelden', 'Register your address')),
      {
        ...serviceEntry('pick-up', 4, 'P', 5, 0, texts('Ausweis abholen', 'Pick up your card')),
        quick: 'pick_up',
      },
    ],
    offers: SITES.flatMap((site) => [
      { site, service: 'identity-card', mode: 'both' as const },
      { site, service: 'passport', mode: 'appointment' as const },
      { site, service: 'registration', mode: 'both' as const },
      { site, service: 'pick-up', mode: 'walk_in' as const },
    ]),
    counters: SITES.flatMap((site) => [
      counterEntry(site, '1', ['identity-card', 'passport', 'registration', 'pick-up']),
      counterEntry(site, '2', ['identity-card', 'passport']),
      counterEntry(site, '3', ['registration', 'pick-up']),
    ]),
    shifts: SITES.flatMap((site) =>
      WEEKDAYS.flatMap((weekday) => [
        { ...shiftEntry(site, '1', weekday), breakStarts: '12:00', breakEnds: '12:30' },
        { ...shiftEntry(site, '2', weekday), breakStarts: '12:30', breakEnds: '13:00' },
        {
          ...shiftEntry(site, '3', weekday),
          breakStarts: '12:30',
          breakEnds: '13:00',
          mode: 'walk_in' as const,
        },
      ]),
    ),
    localities: [
      { postcode: '59980', district: 'Mitte', latitude: 51.3, longitude: 9 },
      { postcode: '59981', district: 'Nord', latitude: 51.35, longitude: 9 },
    ],
    streets: [
      {
        name: 'Lindenstraße',
        fromNumber: 1,
        toNumber: 9999,
        postcode: '59981',
        district: 'Nord',
        latitude: 51.36,
        longitude: 9.01,
      },
    ],
    closures: [
      {
        site: null,
        firstDay: '2027-03-26',
        lastDay: '2027-03-29',
        texts: { reason: texts('Ostern', 'Easter') },
      },
    ],
    teams: [],
    stops: [],
    housePlans: null,
    notices: null,
    staff: [
      { login: 'schalter', name: 'Katrin Ahlbeck', roles: ['clerk'], site: 'mitte', language: 'de' },
      { login: 'schalter2', name: 'Deniz Torwald', roles: ['clerk'], site: 'mitte', language: 'en' },
      { login: 'nord', name: 'Ida Brahms', roles: ['clerk'], site: 'nord', language: 'de' },
      { login: 'info', name: 'Roswitha Kemnade', roles: ['information_desk'], site: 'mitte', language: 'de' },
      { login: 'telefon', name: 'Lena Busch', roles: ['phone_agent'], site: null, language: 'de' },
      { login: 'leitung', name: 'Rainer Holt', roles: ['manager'], site: null, language: 'de' },
      { login: 'verwaltung', name: 'Silke Amelung', roles: ['administrator'], site: null, language: 'de' },
      { login: 'datenschutz', name: 'Peter Kran', roles: ['data_protection'], site: null, language: 'de' },
      { login: 'personalrat', name: 'Gisela Thoms', roles: ['staff_council'], site: null, language: 'de' },
    ],
  }
}

const SITES = ['mitte', 'nord']

function siteEntry(
  key: string,
  district: string,
  town: string,
): Omit<AuthorityData['sites'][number], 'hours'> {
  return {
    key,
    unit: 'citizens-office',
    kind: 'permanent',
    texts: {
      name: texts(`Bürgeramt ${district}`, `${district} office`),
      way: texts('Der Eingang ist am Markt.', 'The entrance is on the market square.'),
    },
    district,
    street: 'Am Markt 1',
    postcode: '59980',
    town,
    latitude: 51.3,
    longitude: 9,
    stepFree: true,
  }
}

function serviceEntry(
  key: string,
  rank: number,
  ticketPrefix: string,
  minutes: number,
  minutesPerFurtherPerson: number,
  title: Texts,
): AuthorityData['services'][number] {
  return {
    key,
    leikaKey: null,
    ticketPrefix,
    minutes,
    minutesPerFurtherPerson,
    peopleLimit: 4,
    rank,
    online: null,
    texts: {
      title,
      summary: texts('Worum es geht.', 'What it is about.'),
      who: texts('Alle, die hier wohnen.', 'Everybody who lives here.'),
      without: texts('Sie müssen selbst kommen.', 'You have to come yourself.'),
    },
    synonyms: { de: [], 'de-simple': [], en: [] },
    papers: [texts('Ihren alten Ausweis', 'Your old card')],
    fees: [
      {
        key: 'fee',
        cents: 1_300,
        validFrom: '2024-01-01',
        validUntil: null,
        texts: { label: texts('Gebühr', 'Fee') },
      },
    ],
  }
}

/** What to bring for a passport depends on two questions. */
const PASSPORT_CHECKLIST: Pick<AuthorityData['services'][number], 'questions' | 'papers'> = {
  questions: [
    {
      key: 'first',
      kind: 'yes_no',
      texts: { question: texts('Ist es der erste Pass?', 'Is it the first?') },
    },
    {
      key: 'age',
      kind: 'one_of',
      texts: { question: texts('Wie alt sind Sie?', 'How old are you?') },
      answers: [
        { key: 'adult', texts: { label: texts('Ab 18', 'From 18 on') } },
        { key: 'minor', texts: { label: texts('Unter 18', 'Under 18') } },
      ],
    },
  ],
  papers: [
    {
      ...texts('Ihren alten Pass', 'Your old passport'),
      when: [{ first: ['no'] }],
      onlyIf: texts('Beim zweiten Pass', 'For a second one'),
      choice: 'identity',
    },
    {
      ...texts('Ihre Geburtsurkunde', 'Your birth certificate'),
      when: [{ first: ['yes'] }],
      onlyIf: texts('Beim ersten Pass', 'For the first one'),
      choice: 'identity',
    },
    texts('Ein Foto', 'A photo'),
    {
      ...texts('Die Zustimmung der Eltern', 'Consent of the parents'),
      when: [{ age: ['minor'] }],
      onlyIf: texts('Unter 18', 'Under 18'),
    },
  ],
}

function counterEntry(site: string, key: string, skills: string[]): AuthorityData['counters'][number] {
  return { site, key, label: texts(`Schalter ${key}`, `Counter ${key}`), level: null, skills }
}

function shiftEntry(site: string, counter: string, weekday: number): AuthorityData['shifts'][number] {
  return {
    site,
    counter,
    weekday,
    starts: '08:00',
    ends: '17:00',
    breakStarts: null,
    breakEnds: null,
    mode: 'both',
  }
}
