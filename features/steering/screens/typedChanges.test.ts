import { describe, expect, it } from 'vitest'
import type { WrittenChanges } from '../contract.ts'
import { type Ground, readTyped, type TypedChanges, typedOf } from './typedChanges.ts'

const [SITE, NEAR, FAR, ONE, TWO, SERVICE] = Array.from(
  { length: 6 },
  (_, nth) => `01930000-0000-7000-8000-00000000000${nth}`,
) as [string, string, string, string, string, string]
const GROUND: Ground = {
  ...{ days: 20, firstDay: '2027-02-01', lastDay: '2027-02-26', visits: 900, standFor: 1 },
  ...{
    walkInPercent: 40,
    noShowPercent: 10,
    creditMinutes: 30,
    ceilingMinutes: 60,
    intakeExtraMinutes: 2,
    refuses: true,
  },
  ...{ opens: '08:00', closes: '16:00', siteId: SITE },
  sites: [
    { id: SITE, key: 'mitte', name: 'Mitte' },
    { id: NEAR, key: 'nord', name: 'Nord' },
    { id: FAR, key: 'west', name: 'West' },
  ],
  counters: [ONE, TWO].map((id, nth) => ({
    ...{ id, key: `${nth + 1}`, services: [SERVICE], from: '08:00', until: '16:00' },
  })),
  services: [{ id: SERVICE, name: 'Pass' }],
}
const EMPTY = typedOf('Name', null, GROUND)
const read = (more: Partial<TypedChanges>) => readTyped({ ...EMPTY, ...more }, GROUND)
const counter = (id: string, more: Partial<TypedChanges['counters'][string]>) => ({
  counters: {
    ...EMPTY.counters,
    [id]: { presence: 'as_was', from: '', until: '', other: false, services: [SERVICE], ...more },
  } as TypedChanges['counters'],
})

const EVERYTHING: WrittenChanges = {
  closed: [ONE],
  added: [{ counters: 2, services: null, from: '08:00', until: '12:30' }],
  shifts: [{ counterId: TWO, from: '10:00', until: '18:00' }],
  skills: [{ counterId: TWO, services: [SERVICE] }],
  walkInPercent: 50,
  noShowPercent: 0,
  creditMinutes: 20,
  ceilingMinutes: 40,
  intakeExtraMinutes: 4,
  durations: [{ serviceId: SERVICE, percent: 80 }],
  bookedDemandPercent: 110,
  walkInDemandPercent: 90,
  hours: { from: '07:00', until: '19:00' },
  mergedSiteId: NEAR,
  mergedPercent: 70,
  mergedElsewhere: [{ siteId: FAR, percent: 20 }],
  newSite: {
    ...{ counters: 3, services: null, from: '08:00', until: '16:00' },
    shares: [{ siteId: SITE, percent: 30 }],
  },
}

describe('a scenario as it is typed', () => {
  it('an empty form changes nothing, and what is saved comes back as it was', () => {
    expect(readTyped(EMPTY, GROUND)).toMatchObject({
      faults: {},
      changes: { closed: [], newSite: null, walkInDemandPercent: 100 },
    })
    expect(readTyped(typedOf('Alles', EVERYTHING, GROUND), GROUND)).toEqual({
      faults: {},
      changes: EVERYTHING,
    })
  })

  it('what the form does not show is saved as it was', () => {
    const written: WrittenChanges = {
      ...EVERYTHING,
      added: [
        { counters: 2, services: [SERVICE], from: '08:00', until: '12:30' },
        { counters: 1, services: null, from: '13:00', until: '16:00' },
      ],
      newSite: EVERYTHING.newSite && { ...EVERYTHING.newSite, services: [SERVICE] },
    }
    expect(readTyped(typedOf('Alles', written, GROUND), GROUND)).toEqual({ faults: {}, changes: written })
  })

  it('says beside each field what is wrong with it', () => {
    const faults = (more: Partial<TypedChanges>) => read(more).faults
    expect(faults({ name: ' ' })).toEqual({ name: 'no_name' })
    expect(faults({ walkInPercent: 'viele' })).toEqual({ walkInPercent: 'no_number' })
    expect(faults({ walkInPercent: '101' })).toEqual({ walkInPercent: 'out_of_range' })
    expect(faults({ durations: [{ serviceId: SERVICE, percent: '0' }] })).toEqual({
      'durations.0': 'out_of_range',
    })
    expect(faults({ hours: { from: '22', until: '6' } })).toEqual({ hours: 'hours_backwards' })
    expect(faults({ hours: { from: '8', until: '' } })).toEqual({ hours: 'no_time' })
    const added = { ...EMPTY.added, counters: '1', from: '8', until: '16' }
    expect(faults({ added: { ...added, counters: '31' } })).toEqual({
      'added.counters': 'out_of_range',
    })
    expect(faults({ added: { ...added, from: '16', until: '8' } })).toEqual({
      'added.hours': 'hours_backwards',
    })
    expect(faults({ added: { ...added, some: true } })).toEqual({ 'added.services': 'skills_missing' })
    expect(read({ added: { ...added, some: true, services: [SERVICE] } })).toMatchObject({
      faults: {},
      changes: { added: [{ counters: 1, services: [SERVICE] }] },
    })
    // Without the box they do everything, whatever was chosen before.
    expect(read({ added: { ...added, services: [SERVICE] } }).changes.added[0]?.services).toBeNull()
    const newSite = { counters: '2', from: '8', until: '16', shares: { [SITE]: '101' } }
    expect(faults({ newSite })).toMatchObject({ [`newSite.shares.${SITE}`]: 'out_of_range' })
    expect(faults({ newSite: { ...newSite, shares: {} } })).toEqual({ 'newSite.shares': 'shares_missing' })
  })

  it('says where the people of a site that moves in go, and asks it of nobody else', () => {
    const mergedElsewhere = { [FAR]: '40', [NEAR]: '10' }
    const both = read({ mergedSiteId: NEAR, mergedPercent: '50', mergedElsewhere })
    // Of the site that moves in itself nothing is said.
    const expected = { mergedPercent: 50, mergedElsewhere: [{ siteId: FAR, percent: 40 }] }
    expect(both).toMatchObject({ faults: {}, changes: expected })
    expect(read({ mergedPercent: '50', mergedElsewhere }).changes).toMatchObject({
      mergedPercent: 100,
      mergedElsewhere: [],
    })
    const faults = (more: Partial<TypedChanges>) => read({ mergedSiteId: NEAR, ...more }).faults
    expect(faults({ mergedElsewhere: { [FAR]: '1' } })).toEqual({ mergedElsewhere: 'shares_above_100' })
    expect(faults({ mergedPercent: '0', mergedElsewhere: { [FAR]: '101' } })).toMatchObject({
      [`mergedElsewhere.${FAR}`]: 'out_of_range',
    })
  })

  it('says of counters which one', () => {
    expect(read(counter(TWO, { presence: 'hours', from: '16', until: '8' })).faults).toEqual({
      [`counters.${TWO}`]: 'hours_backwards',
    })
    expect(read(counter(TWO, { other: true, services: [] })).faults).toEqual({
      [`counters.${TWO}`]: 'skills_missing',
    })
    const all = { ...counter(ONE, { presence: 'closed' }).counters, ...EMPTY.counters }
    const closed = Object.fromEntries(
      Object.entries(all).map(([id, one]) => [id, { ...one, presence: 'closed' as const }]),
    )
    expect(read({ counters: closed }).faults).toEqual({ closed: 'no_counter_left' })
  })
})
