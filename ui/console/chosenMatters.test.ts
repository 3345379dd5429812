import { describe, expect, it } from 'vitest'
import { apartOf, findServices, withMatter, withoutMatter, withPeople } from './chosenMatters.ts'
import type { ListedService } from './directory.ts'

const service = (key: string, title: string, about = ''): ListedService => ({
  key,
  title,
  words: `${title} ${about}`,
  peopleLimit: 4,
  notWith: [],
  scarce: false,
  kinds: ['on_site'],
  bookableAt: [],
  walkInAt: [],
})
const services = [
  service('registration', 'Wohnung anmelden', 'Umzug, neue Adresse'),
  service('passport', 'Reisepass beantragen'),
  service('card', 'Ausweis für Schüler', 'Umzug auf dem Ausweis'),
]
const found = (typed: string) => findServices(services, typed).map(({ key }) => key)

describe('finding a service by a few letters', () => {
  it('finds the middle of a long word in the title', () => expect(found('pass')).toEqual(['passport']))
  it('finds several words in any order', () => expect(found('anm wohn')).toEqual(['registration']))
  it('minds neither case nor umlauts', () => expect(found('SCHULER')).toEqual(['card']))
  it('finds what it is about, by the beginning of a word', () => {
    expect(found('umz')).toEqual(['registration', 'card'])
    expect(found('mzug')).toEqual([])
  })
  it('shows everything while nothing is typed', () => expect(found(' ')).toHaveLength(3))
})

describe('choosing matters', () => {
  const one = withMatter([], 'passport')
  it('begins with one person and chooses nothing twice', () => {
    expect(one).toEqual([{ service: 'passport', people: 1 }])
    expect(withMatter(one, 'passport')).toBe(one)
  })
  it('ends at six', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].reduce(withMatter, [] as ReturnType<typeof withMatter>)
    expect(withMatter(six, 'g')).toHaveLength(6)
  })
  it.each([
    [3, 3],
    [9, 4],
    [0, 1],
    [Number.NaN, 1],
    [2.9, 2],
  ])('%d people become %d', (typed, people) => {
    expect(withPeople(one, 'passport', typed, 4)).toEqual([{ service: 'passport', people }])
  })
  it('takes one out', () => expect(withoutMatter(one, 'passport')).toEqual([]))
})

describe('matters that are not done in one visit', () => {
  const family = { ...service('family', 'Für die Familie'), notWith: ['card'] }
  const services = [{ ...service('card', 'Ausweis'), notWith: ['family'] }, service('tax', 'Steuer'), family]
  const chosen = (...keys: string[]) => keys.map((key) => ({ service: key, people: 1 }))

  it('are named in the order chosen, others between them or not', () => {
    expect(apartOf(services, chosen('card', 'tax', 'family'))).toEqual(['card', 'family'])
    expect(apartOf(services, chosen('family', 'card'))).toEqual(['family', 'card'])
  })

  it('are none where all combine', () => {
    expect(apartOf(services, chosen('card', 'tax'))).toBeUndefined()
  })
})
