import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { VisitEvent, VisitState } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type CountedVisit, houseNumbers } from './model/houseNumbers.ts'

const OPENAPI: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8'))

/** Names somebody who works here, or the counter at which they sit. */
const SOMEBODY = /^(staff|staffId|clerk|colleague|login|employee|counter|counterId|counterKey|workplace)$/
/** What somebody did: how much, how long, how often. */
const FIGURE =
  /(served|handled|finished|average|mean|median|perHour|duration|seconds|Minutes$|visits|missed$|parked$|sent(On|ToSite)$|takenOver|split$|chosen$|calls$|score|rank)/i
/** Of the visit that is at a counter now, not of what was done there. */
const NOW = new Set(['visit', 'next'])
/** What is planned or ruled before anybody has worked there. */
const RULED = new Set(['durationPercent', 'callsBeforeMissed'])

type Found = { readonly where: string; readonly somebody: string; readonly figure: string }

/** Every object of a document of schemas that names somebody beside a figure, at any depth below the same object. */
function figuresOfSomebody(node: unknown, where = ''): Found[] {
  if (node === null || typeof node !== 'object') return []
  const deeper = Object.entries(node).flatMap(([key, value]) => figuresOfSomebody(value, `${where}/${key}`))
  const properties = 'properties' in node ? node.properties : undefined
  if (properties === null || typeof properties !== 'object') return deeper
  const somebody = Object.keys(properties).find((key) => SOMEBODY.test(key))
  const figure = somebody === undefined ? undefined : figureBelow(properties)
  return somebody !== undefined && figure !== undefined ? [...deeper, { where, somebody, figure }] : deeper
}

function figureBelow(node: unknown): string | undefined {
  if (node === null || typeof node !== 'object') return undefined
  for (const [key, value] of Object.entries(node)) {
    if (NOW.has(key) || RULED.has(key)) continue
    if (FIGURE.test(key) && isNumber(value)) return key
    const below = figureBelow(value)
    if (below !== undefined) return below
  }
  return undefined
}

function isNumber(schema: unknown): boolean {
  return /"type":"(integer|number)"/.test(JSON.stringify(schema))
}

/** The answers of all routes, without what is asked: a request may well name a counter and minutes. */
function answers(document: unknown): unknown {
  if (document === null || typeof document !== 'object' || !('paths' in document)) return {}
  const paths = Object.entries(document.paths ?? {})
  return Object.fromEntries(
    paths.map(([path, methods]) => [
      path,
      Object.values(methods ?? {}).map((each) =>
        each && typeof each === 'object' && 'responses' in each ? each.responses : {},
      ),
    ]),
  )
}

describe('figures about one colleague or one counter', () => {
  it('stand in no answer of the API', () => {
    const all = answers(OPENAPI)
    expect(Object.keys(all ?? {}).length).toBeGreaterThan(100)
    expect(figuresOfSomebody(all)).toEqual([])
  })

  it('would be found there, also deeper down', () => {
    const number = { type: 'number' }
    const line = { type: 'object', properties: { counter: { type: 'string' }, servedToday: number } }
    const deep = {
      properties: { clerk: { type: 'string' }, day: { properties: { meanMinutes: { anyOf: [number] } } } },
    }
    expect(figuresOfSomebody({ answer: { items: line } })).toHaveLength(1)
    expect(figuresOfSomebody(deep)).toMatchObject([{ somebody: 'clerk', figure: 'meanMinutes' }])
    expect(figuresOfSomebody({ properties: { service: { type: 'string' }, servedToday: number } })).toEqual(
      [],
    )
  })

  it('are nothing that the numbers could be asked for: a day of six counters leaves none of them', () => {
    const day = dayAtCounters(6)
    const numbers = houseNumbers([day])
    const text = JSON.stringify({ ...numbers, chosen: [...numbers.chosen] })
    expect(numbers.lines.reduce((sum, { visits }) => sum + visits, 0)).toBe(day.length)
    expect(text).not.toMatch(COUNTER)
    // Of the same day with a single line for each counter it would be found.
    expect(JSON.stringify(day)).toMatch(COUNTER)
  })
})

const COUNTER = /counter-\d/

/** Six visits at each of so many counters, all at the same time. */
function dayAtCounters(counters: number): CountedVisit[] {
  const opening = parseInstant('2027-03-01T07:00:00Z')
  return Array.from({ length: counters * 6 }, (_, nth) => {
    const counterId = `counter-${nth % counters}` as Id<'counter'>
    const begin = 20 * Math.floor(nth / counters)
    const entry = (event: VisitEvent, to: VisitState, minutes: number) => ({
      ...{ event, to, counterId, reason: event === 'called' ? 'quick' : null },
      happenedAt: plus(opening, minutes * MINUTE),
    })
    return {
      arrivedAt: opening,
      appointmentAt: null,
      service: 'card' as Id<'service'>,
      hour: 8,
      entries: [
        entry('called', 'called', begin),
        entry('started', 'serving', begin + 1),
        entry('finished', 'done', begin + 11),
      ],
    }
  })
}
