import type { Output } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import type { groundRoute, WrittenChanges } from '../contract.ts'
import { type ChangeFault, faultsOf, NO_CHANGES } from '../model/changes.ts'
import { changesOf } from '../model/writtenChanges.ts'

export type Ground = Output<typeof groundRoute>

/** What is typed about one counter. */
export type TypedCounter = {
  readonly presence: 'as_was' | 'closed' | 'hours'
  readonly from: string
  readonly until: string
  /** Does it do other services than today? */
  readonly other: boolean
  readonly services: readonly string[]
}

type TypedHours = { readonly from: string; readonly until: string }

/** A scenario as it is typed: an empty field is as it was. */
export type TypedChanges = {
  readonly name: string
  readonly counters: Readonly<Record<string, TypedCounter>>
  readonly added: TypedHours & {
    readonly counters: string
    /** Do they do only some services? */
    readonly some: boolean
    readonly services: readonly string[]
  }
  readonly bookedDemandPercent: string
  readonly walkInDemandPercent: string
  readonly walkInPercent: string
  readonly noShowPercent: string
  readonly creditMinutes: string
  readonly ceilingMinutes: string
  readonly intakeExtraMinutes: string
  readonly durations: readonly { readonly serviceId: string; readonly percent: string }[]
  readonly hours: TypedHours
  readonly mergedSiteId: string
  /** How many come with it, and how many go to other sites instead. */
  readonly mergedPercent: string
  readonly mergedElsewhere: Readonly<Record<string, string>>
  readonly newSite: TypedHours & {
    readonly counters: string
    readonly shares: Readonly<Record<string, string>>
  }
  /** What a scenario can say and the form does not show; saved as it was. */
  readonly unshown: {
    readonly moreAdded: WrittenChanges['added']
    readonly newSiteServices: Services
  }
}

/** Null: every service. */
type Services = string[] | null

/** The numbers that stand in a field of their own. */
export const NUMBERS = [
  'bookedDemandPercent',
  'walkInDemandPercent',
  'walkInPercent',
  'noShowPercent',
  'creditMinutes',
  'ceilingMinutes',
  'intakeExtraMinutes',
] as const

export type FieldFault = ChangeFault['fault'] | 'no_number' | 'no_time' | 'no_name'
/** What is wrong, by field. */
export type FieldFaults = Readonly<Record<string, FieldFault>>

const written = (value: number | null, usual: number | null = null) =>
  value === null || value === usual ? '' : String(value)

/** The form of a scenario, or of none. */
export function typedOf(name: string, changes: WrittenChanges | null, ground: Ground): TypedChanges {
  const from = changes ?? changesWritten()
  const counters = ground.counters.map(({ id, services }): [string, TypedCounter] => {
    const shift = from.shifts.find(({ counterId }) => counterId === id)
    const skill = from.skills.find(({ counterId }) => counterId === id)
    const closed = from.closed.includes(id)
    return [
      id,
      {
        presence: closed ? 'closed' : shift ? 'hours' : 'as_was',
        from: shift?.from ?? '',
        until: shift?.until ?? '',
        other: skill !== undefined,
        services: skill?.services ?? services,
      },
    ]
  })
  const [added, ...moreAdded] = from.added
  return {
    name,
    counters: Object.fromEntries(counters),
    added: {
      counters: written(added?.counters ?? null),
      from: added?.from ?? '',
      until: added?.until ?? '',
      some: (added?.services ?? null) !== null,
      services: added?.services ?? [],
    },
    bookedDemandPercent: written(from.bookedDemandPercent, 100),
    walkInDemandPercent: written(from.walkInDemandPercent, 100),
    walkInPercent: written(from.walkInPercent),
    noShowPercent: written(from.noShowPercent),
    creditMinutes: written(from.creditMinutes),
    ceilingMinutes: written(from.ceilingMinutes),
    intakeExtraMinutes: written(from.intakeExtraMinutes),
    durations: from.durations.map(({ serviceId, percent }) => ({ serviceId, percent: String(percent) })),
    hours: { from: from.hours?.from ?? '', until: from.hours?.until ?? '' },
    mergedSiteId: from.mergedSiteId ?? '',
    mergedPercent: written(from.mergedPercent, 100),
    mergedElsewhere: typedShares(from.mergedElsewhere),
    newSite: {
      counters: written(from.newSite?.counters ?? null),
      from: from.newSite?.from ?? '',
      until: from.newSite?.until ?? '',
      shares: typedShares(from.newSite?.shares ?? []),
    },
    unshown: {
      moreAdded,
      newSiteServices: from.newSite?.services ?? null,
    },
  }
}

function typedShares(shares: WrittenChanges['mergedElsewhere']): Record<string, string> {
  return Object.fromEntries(shares.map(({ siteId, percent }) => [siteId, String(percent)]))
}

function changesWritten(): WrittenChanges {
  const lists = { closed: [], added: [], shifts: [], skills: [], durations: [], mergedElsewhere: [] }
  return { ...NO_CHANGES, ...lists, newSite: null }
}

/** What a form says: the changes, and what is wrong with which field. Nothing is wrong: it can be played. */
export function readTyped(
  typed: TypedChanges,
  ground: Ground,
): { readonly changes: WrittenChanges; readonly faults: FieldFaults } {
  const faults: Record<string, FieldFault> = {}
  const say = (field: string, fault: FieldFault) => {
    faults[field] ??= fault
  }
  const number = (text: string, field: string): number | null => {
    if (text.trim() === '') return null
    if (/^\d{1,4}$/.test(text.trim())) return Number(text.trim())
    say(field, 'no_number')
    return null
  }
  const hours = ({ from, until }: TypedHours, field: string) => {
    const [begins, ends] = [readTime(from), readTime(until)]
    if (begins && ends) return { from: begins, until: ends }
    say(field, 'no_time')
    return { from: '00:00', until: '24:00' }
  }
  if (typed.name.trim() === '') say('name', 'no_name')
  // The fields of a list by their place in it.
  const [shiftFields, skillFields]: [string[], string[]] = [[], []]
  const changes = changesWritten()
  for (const { id } of ground.counters) {
    const counter = typed.counters[id]
    if (!counter) continue
    const field = `counters.${id}`
    if (counter.presence === 'closed') changes.closed.push(id)
    if (counter.presence === 'hours') {
      changes.shifts.push({ counterId: id, ...hours(counter, field) })
      shiftFields.push(field)
    }
    if (!counter.other || counter.presence === 'closed') continue
    changes.skills.push({ counterId: id, services: [...counter.services] })
    skillFields.push(field)
  }
  const { added, newSite, unshown } = typed
  const more = number(added.counters, 'added.counters')
  if (more !== null && more > 0)
    changes.added.push({
      counters: more,
      services: added.some ? [...added.services] : null,
      ...hours(added, 'added.hours'),
    })
  changes.added.push(...unshown.moreAdded)
  changes.bookedDemandPercent = number(typed.bookedDemandPercent, 'bookedDemandPercent') ?? 100
  changes.walkInDemandPercent = number(typed.walkInDemandPercent, 'walkInDemandPercent') ?? 100
  changes.walkInPercent = number(typed.walkInPercent, 'walkInPercent')
  changes.noShowPercent = number(typed.noShowPercent, 'noShowPercent')
  changes.creditMinutes = number(typed.creditMinutes, 'creditMinutes')
  changes.ceilingMinutes = number(typed.ceilingMinutes, 'ceilingMinutes')
  changes.intakeExtraMinutes = number(typed.intakeExtraMinutes, 'intakeExtraMinutes')
  for (const [nth, { serviceId, percent }] of typed.durations.entries())
    changes.durations.push({ serviceId, percent: number(percent, `durations.${nth}`) ?? 100 })
  if (typed.hours.from.trim() !== '' || typed.hours.until.trim() !== '')
    changes.hours = hours(typed.hours, 'hours')
  changes.mergedSiteId = typed.mergedSiteId === '' ? null : typed.mergedSiteId
  const readShares = (shares: Readonly<Record<string, string>>, list: string) =>
    Object.entries(shares).flatMap(([siteId, percent]) => {
      const share = number(percent, `${list}.${siteId}`)
      return share === null ? [] : [{ siteId, percent: share }]
    })
  if (changes.mergedSiteId !== null) {
    const { [changes.mergedSiteId]: _, ...elsewhere } = typed.mergedElsewhere
    changes.mergedPercent = number(typed.mergedPercent, 'mergedPercent') ?? 100
    changes.mergedElsewhere = readShares(elsewhere, 'mergedElsewhere')
  }
  const counters = number(newSite.counters, 'newSite.counters')
  if (counters !== null) {
    const shares = readShares(newSite.shares, 'newSite.shares')
    changes.newSite = {
      counters,
      services: unshown.newSiteServices,
      shares,
      ...hours(newSite, 'newSite.hours'),
    }
  }
  const fieldOf = (field: string): string => {
    const [list = '', nth = '', part] = field.split('.')
    if (list === 'shifts') return shiftFields[Number(nth)] ?? field
    if (list === 'skills') return skillFields[Number(nth)] ?? field
    if (list === 'added') return `added.${part === 'counters' || part === 'services' ? part : 'hours'}`
    if (field === 'newSite') return 'newSite.hours'
    if (list === 'mergedElsewhere' && nth !== '')
      return `mergedElsewhere.${changes.mergedElsewhere[Number(nth)]?.siteId}`
    if (list !== 'newSite' || nth !== 'shares' || part === undefined) return field
    return `newSite.shares.${changes.newSite?.shares[Number(part)]?.siteId}`
  }
  const known = {
    siteId: ground.siteId,
    sites: new Set(ground.sites.map(({ id }) => id)),
    counters: new Set(ground.counters.map(({ id }) => id)),
    services: new Set(ground.services.map(({ id }) => id)),
  }
  for (const { field, fault } of faultsOf(changesOf(changes), known)) say(fieldOf(field), fault)
  return { changes, faults }
}
