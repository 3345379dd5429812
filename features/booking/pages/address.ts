import { IsDate, IsDateTime } from 'typebox/format'
import type { Answers, Service } from '#features/catalogue/model.ts'
import {
  type Instant,
  isInstantText,
  isoInstant,
  type LocalDate,
  localDate,
  parseInstant,
} from '#kernel/instant.ts'
import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import type { TimeQuestion } from '../actions.ts'
import { type Narrowing, PART_NAMES } from '../model/narrowing.ts'

/** A matter with its service. */
export type ChosenMatter = {
  readonly service: Service
  readonly people: number
  /** Of the questions that decide what to bring; missing where none is answered. */
  readonly answers?: Answers
}

/** More matters do not fit into one visit; the contract says the same. */
export const MATTER_LIMIT = 6

/** A site and a moment, or two of one day. */
export type TimeChoice = {
  readonly siteKey: string
  readonly startsAt: Instant
  /** When the second of two linked visits begins. */
  readonly secondAt?: Instant | undefined
}

/** Names in an address of what narrows the list beside site and day, with what each may say. */
const NARROWING_NAMES = {
  district: /^.{1,200}$/,
  near: /^.{1,120}$/,
  within: /^(2|5|8|15)$/,
  weekday: /^[1-7]$/,
  part: /^(morning|midday|afternoon|evening)$/,
  access: /^1$/,
  spoken: /^[a-z]{2,3}$/,
  family: /^1$/,
  terminal: /^1$/,
} as const
export type NarrowingName = keyof typeof NARROWING_NAMES

/** What narrows the list of times. */
export type Filter = {
  readonly site?: string | undefined
  readonly day?: LocalDate | undefined
  readonly from?: LocalDate | undefined
} & { readonly [Name in NarrowingName]?: string | undefined }

const MATTER = /^([a-z0-9-]{2,40}):([1-9][0-9]?)((?::[a-z0-9-]{2,40}\.[a-z0-9-]{2,40}){0,6})$/
const MOMENT = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d\.\d{3}Z)`
const TIME = new RegExp(`^([a-z0-9-]{2,40})_${MOMENT}(?:_${MOMENT})?$`)
const KEY = /^[a-z0-9-]{2,40}$/

/** The matters that an address carries (`m=identity-card:2:first.yes&m=…`), with answers. What cannot be read is left out; the last of a key counts. */
export function readMatters(query: URLSearchParams): TimeQuestion['matters'] {
  const matters = new Map<string, TimeQuestion['matters'][number]>()
  for (const text of query.getAll('m')) {
    const [, key, people, answers = ''] = MATTER.exec(text) ?? []
    if (key !== undefined)
      matters.set(key, { serviceKey: key, people: Number(people), ...answersIn(answers) })
  }
  return [...matters.values()].slice(0, MATTER_LIMIT)
}

/** What the names of the fields begin with that ask for what to bring for a service. */
export function answerPrefix(serviceKey: string): string {
  return `answer-${serviceKey}.`
}

function answersIn(text: string): { readonly answers?: Answers } {
  if (text === '') return {}
  const pairs = text.slice(1).split(':')
  return { answers: Object.fromEntries(pairs.map((pair) => pair.split('.'))) }
}

/** Writes matters as values of `m`. */
export function matterValues(matters: TimeQuestion['matters']): string[] {
  return matters.map(({ serviceKey, people, answers = {} }) =>
    [serviceKey, people, ...Object.entries(answers).map((pair) => pair.join('.'))].join(':'),
  )
}

/** The chosen matters as a question or an address names them. */
export function keysOf(matters: readonly ChosenMatter[]): TimeQuestion['matters'] {
  return matters.map(({ service, people, answers }) => ({
    serviceKey: service.key,
    people,
    ...(answers ? { answers } : {}),
  }))
}

/** So many people come in all; one person can be named for several matters. */
export function peopleOf(matters: readonly ChosenMatter[]): number {
  return Math.max(1, ...matters.map(({ people }) => people))
}

/** Writes a site and a moment as one value, e.g. of a button. */
export function timeValue({ siteKey, startsAt, secondAt }: TimeChoice): string {
  const first = `${siteKey}_${isoInstant(startsAt)}`
  return secondAt === undefined ? first : `${first}_${isoInstant(secondAt)}`
}

/** Reads what timeValue has written; undefined for anything else. */
export function readTime(text: string | null): TimeChoice | undefined {
  const [, siteKey, moment = '', second] = TIME.exec(text ?? '') ?? []
  if (siteKey === undefined || !isMoment(moment)) return undefined
  const startsAt = parseInstant(moment)
  if (second === undefined) return { siteKey, startsAt }
  return isMoment(second) ? { siteKey, startsAt, secondAt: parseInstant(second) } : undefined
}

function isMoment(text: string): boolean {
  return IsDateTime(text) && isInstantText(text)
}

/** Reads site, day and first day of a list of times; what cannot be read narrows nothing. */
export function readFilter(query: URLSearchParams): Filter {
  const site = query.get('site') ?? ''
  return {
    ...(KEY.test(site) ? { site } : {}),
    ...dayNamed(query, 'day'),
    ...dayNamed(query, 'from'),
    ...narrowedIn(query),
  }
}

function narrowedIn(query: URLSearchParams): Filter {
  const named = Object.entries(NARROWING_NAMES).map(([name, allowed]) => {
    const text = (query.get(name) ?? '').trim()
    return [name, allowed.test(text) ? text : undefined]
  })
  return Object.fromEntries(named.filter(([, text]) => text !== undefined))
}

/** What of a filter stays when another site or day is looked at. */
export function keptOf({ site: _site, day: _day, from: _from, ...kept }: Filter): Filter {
  return kept
}

/** A filter as the search understands it. */
export function narrowingOf(filter: Filter): Narrowing {
  const { district, near, within, weekday } = filter
  const spoken = SPOKEN_LANGUAGES.find((language) => language === filter.spoken)
  const part = PART_NAMES.find((one) => one === filter.part)
  return {
    ...(district ? { district } : {}),
    ...(near ? { near, ...(within ? { withinKm: Number(within) } : {}) } : {}),
    ...(weekday ? { weekday: Number(weekday) } : {}),
    ...(part ? { part } : {}),
    ...(spoken ? { language: spoken } : {}),
    ...(filter.access ? { stepFree: true } : {}),
    ...(filter.family ? { familyFriendly: true } : {}),
    ...(filter.terminal ? { selfService: true } : {}),
  }
}

function dayNamed(query: URLSearchParams, name: 'day' | 'from'): Filter {
  const text = query.get(name) ?? ''
  return IsDate(text) ? { [name]: localDate(text) } : {}
}

/** An address with what a booking carries from page to page. */
export function bookingAddress(
  path: string,
  carried: {
    readonly matters?: TimeQuestion['matters']
    readonly filter?: Filter
    readonly time?: TimeChoice | undefined
  },
): string {
  const query = new URLSearchParams()
  for (const value of matterValues(carried.matters ?? [])) query.append('m', value)
  for (const [name, value] of Object.entries(carried.filter ?? {})) if (value) query.append(name, value)
  if (carried.time) query.append('time', timeValue(carried.time))
  // Colons may stand in a query: shorter addresses, and the same as those written by hand.
  const text = query.toString().replaceAll('%3A', ':')
  return text === '' ? path : `${path}?${text}`
}
