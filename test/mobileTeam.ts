import type { AuthorityData } from '#apps/import/files.ts'
import type { StopsFile } from '#features/tour/contract.ts'
import type { Texts } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { TEST_AUTHORITIES, testData } from './fixtures.ts'

const named = (name: string): Texts => ({ de: name, 'de-simple': name, en: name })

/** Neuwalden with a mobile team that serves two places. */
export function mobileData(stops: StopsFile = []): AuthorityData {
  const authority = TEST_AUTHORITIES[0] ?? impossible('the test authorities stand')
  const data = testData(authority)
  const [first] = data.sites
  const place = (key: string, district: string, latitude: number) => ({
    ...(first ?? impossible('a site')),
    key,
    district,
    kind: 'mobile' as const,
    texts: { ...(first?.texts ?? impossible('a site')), name: named(`Mobiles Team in ${district}`) },
    latitude,
    hours: [],
  })
  const workplace = (site: string) => ({
    ...(data.counters[0] ?? impossible('a counter')),
    site,
    key: 'M1',
    team: 'bus',
    skills: ['identity-card', 'pick-up'],
  })
  return {
    ...data,
    sites: [...data.sites, place('volksdorf', 'Volksdorf', 51.4), place('auenrain', 'Auenrain', 51.38)],
    offers: [
      ...data.offers,
      { site: 'volksdorf', service: 'identity-card', mode: 'both' as const },
      { site: 'auenrain', service: 'identity-card', mode: 'both' as const },
      // Offered on paper, but the kit has nothing for it.
      { site: 'volksdorf', service: 'passport', mode: 'both' as const },
    ],
    counters: [...data.counters, workplace('volksdorf'), workplace('auenrain')],
    teams: [
      {
        key: 'bus',
        texts: { name: named('Bus') },
        kit: ['identity-card', 'pick-up'],
        setupMinutes: 30,
        latitude: 51.3,
        longitude: 9,
      },
    ],
    stops,
  }
}
