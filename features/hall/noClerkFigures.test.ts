import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { houseNumbers } from './model.ts'

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

  it('are nothing that the numbers could be asked for: they know no counter', () => {
    expect(JSON.stringify(houseNumbers([]))).not.toMatch(/counter|staff/i)
  })
})
