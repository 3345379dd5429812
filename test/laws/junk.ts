import type { TSchema } from 'typebox'
import { propertiesOf, type RouteContract } from '#platform/http/contract.ts'

/** What right input looks like, by the name of its field. */
export const RIGHT: Readonly<Record<string, unknown>> = {
  site: 'mitte',
  service: 'identity-card',
  matters: [{ service: 'identity-card', people: 1 }],
  people: 1,
  startsAt: '2027-03-02T09:00:00.000Z',
  language: 'de',
  lang: 'de',
  day: '2027-03-02',
  from: '2027-03-02',
  limit: 3,
  name: 'Wer fragt',
  email: 'wer@mail.example',
  phone: '0999 115',
  channel: 'telephone',
  search: 'Muster',
  code: 'ABCD2345',
  login: 'nobody-here',
  password: 'not the right one',
  outcome: 'done',
  version: 1,
  seen: 0,
  before: '00000000-0000-7000-8000-000000000000',
  counter: '00000000-0000-7000-8000-000000000000',
  visit: '00000000-0000-7000-8000-000000000000',
  token: 'AAAAAAAAAAAAAAAAAAAAAA',
  key: 'identity-card',
}

/** A request, told by what is wrong with it. */
export type Junk = {
  readonly what: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Texts that are no right input anywhere, or only by chance: no server may stumble over them. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'A\u0000B',
  '\ud800',
  '\u202egnp.exe',
  "'; DROP TABLE visit; --",
  '%_\\',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}',
  'ＡＢＣ١٢٣',
  '🦊'.repeat(40),
  '-1',
  '0',
  '1e400',
  '9007199254740993',
  '2147483648',
  'NaN',
  'null',
  '2027-02-30',
  '2027-13-01',
  '0000-01-01',
  '9999-12-31',
  '2027-02-30T08:00:00Z',
  '2027-03-01T24:00:00Z',
  '2027-03-01T23:59:60Z',
  '2016-12-31T23:59:60Z',
  '2027-03-01T08:00:00.123456789Z',
  '2027-03-02t09:00:00z',
  '2027-03-02 09:00:00Z',
  '2027-03-01T08:00:00+23:59',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'AAAAAAAA-AAAA-7AAA-8AAA-AAAAAAAAAAAA',
  '{00000000-0000-7000-8000-000000000000}',
  'identity-card:0',
  'identity-card:99',
  'identity-card:1,identity-card:1,identity-card:1',
  'x'.repeat(400),
] as const

/**
 * The odd texts for the nth of many places, a third of all: places share their code, so each text need not be in each,
 * and all are in some.
 */
export function oddTextsFor(nth: number): readonly string[] {
  return ODD_TEXTS.filter((_, index) => index % 3 === nth % 3)
}

const OF_TYPE: Readonly<Record<string, readonly unknown[]>> = {
  string: [null, 7, true, [], {}, ['x']],
  integer: [null, '1', 1.5, true, [], {}, -1, 1e308],
  boolean: [null, 'true', 7, [], {}],
  array: [null, 'x', 7, {}, [null], [[]], [{}], Array.from({ length: 50 }, () => RIGHT.matters)],
}

const address = (contract: RouteContract, params: Readonly<Record<string, unknown>>, query: string) =>
  contract.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(wellFormed(String(params[name]))),
  ) + (query === '' ? '' : `?${query}`)

/** Half of a pair of surrogates cannot be written into an address. */
const wellFormed = (text: string) => text.toWellFormed()

function textOf(name: string): string {
  const value = name === 'matters' ? 'identity-card:1' : RIGHT[name]
  return String(value)
}

const JSON_TYPE = { 'content-type': 'application/json' }

function rightParts(contract: RouteContract) {
  const named = (schema: TSchema | undefined) => Object.keys(propertiesOf(schema))
  const params = Object.fromEntries(named(contract.params).map((name) => [name, textOf(name)]))
  const query = new URLSearchParams(named(contract.query).map((name) => [name, textOf(name)]))
  const body = contract.body && Object.fromEntries(named(contract.body).map((name) => [name, RIGHT[name]]))
  return { params, query, body }
}

/** Is `null` a right value here? */
function takesNull(schema: TSchema): boolean {
  const choices: readonly { readonly type?: unknown }[] = Object(schema).anyOf ?? []
  return choices.some(({ type }) => type === 'null')
}

/** Requests that must be refused, whatever they are about. */
export function refusable(contract: RouteContract): Junk[] {
  const { params, query, body } = rightParts(contract)
  const path = address(contract, params, query.toString())
  const command = contract.kind === 'command'
  const key = (): Record<string, string> => (command ? { 'idempotency-key': crypto.randomUUID() } : {})
  const junk: Junk[] = []
  const send = (
    what: string,
    text: string | undefined,
    headers: Record<string, string> = JSON_TYPE,
    to = path,
  ) =>
    junk.push({
      what,
      path: to,
      headers: { ...key(), ...headers },
      ...(text === undefined ? {} : { body: text }),
    })

  if (command) {
    const right = body && JSON.stringify(body)
    const type: Record<string, string> = right === undefined ? {} : JSON_TYPE
    send('from another site', right, { ...type, 'sec-fetch-site': 'cross-site' })
    send('from a neighbour', right, { ...type, 'sec-fetch-site': 'same-site' })
    send('without a key', right, { ...type, 'idempotency-key': '' })
    send('with a key that is none', right, { ...type, 'idempotency-key': '1' })
    for (const other of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'image/png',
    ])
      send(`as ${other}`, right ?? 'x', { 'content-type': other })
  }
  if (contract.body && body) {
    for (const text of ['', '{', '[]', '"x"', 'null', '1', `${'['.repeat(5_000)}${']'.repeat(5_000)}`])
      send(`body ${text.slice(0, 10)}`, text)
    const inside = JSON.stringify(body).slice(1)
    send('with a prototype', `{"__proto__":{"roles":["administrator"]},${inside}`)
    send('with a constructor', `{"constructor":{"prototype":{"x":1}},${inside}`)
    for (const field of ['role', 'authority', 'state', 'price', 'priority', 'visit_id', 'channelX'])
      send(`with a field ${field}`, JSON.stringify({ ...body, [field]: 'administrator' }))
    send('of 100 kB', JSON.stringify({ ...body, filler: 'x'.repeat(100_000) }))
    for (const [name, schema] of Object.entries(propertiesOf(contract.body))) {
      const required = Object(contract.body).required?.includes(name)
      if (required) send(`without ${name}`, JSON.stringify({ ...body, [name]: undefined }))
      for (const wrong of OF_TYPE[Object(schema).type] ?? OF_TYPE.string ?? []) {
        if (wrong === null && takesNull(schema)) continue
        send(`${name} is ${JSON.stringify(wrong).slice(0, 20)}`, JSON.stringify({ ...body, [name]: wrong }))
      }
      send(`${name} of 5 kB`, JSON.stringify({ ...body, [name]: 'x'.repeat(5_000) }))
      send(`${name} of 100 kB`, JSON.stringify({ ...body, [name]: 'x'.repeat(100_000) }))
    }
  }
  for (const name of Object.keys(params)) {
    send(
      `path with a long ${name}`,
      undefined,
      {},
      address(contract, { ...params, [name]: 'x'.repeat(300) }, query.toString()),
    )
    send(
      `path with a zero in ${name}`,
      undefined,
      {},
      address(contract, { ...params, [name]: 'a\u0000b' }, query.toString()),
    )
  }
  return junk
}

/** Requests with odd texts in every place that takes one: answered somehow, never by a failure. */
export function odd(contract: RouteContract): Junk[] {
  const { params, query, body } = rightParts(contract)
  const key: Record<string, string> = contract.kind === 'command' ? { 'idempotency-key': 'fresh' } : {}
  const right = body && JSON.stringify(body)
  const type: Record<string, string> = right === undefined ? {} : JSON_TYPE
  const junk: Junk[] = []
  const send = (what: string, to: string, text: string | undefined) =>
    junk.push({ what, path: to, headers: { ...key, ...type }, ...(text === undefined ? {} : { body: text }) })
  // Not all routes begin with the same third.
  let place = contract.path.length
  for (const name of Object.keys(params))
    for (const text of oddTextsFor(place++))
      send(`${name} ${text}`, address(contract, { ...params, [name]: text }, query.toString()), right)
  for (const name of query.keys())
    for (const text of oddTextsFor(place++)) {
      const asked = new URLSearchParams(query)
      asked.set(name, wellFormed(text))
      send(`${name}=${text}`, address(contract, params, asked.toString()), right)
    }
  for (const name of Object.keys(body ?? {}))
    if (typeof RIGHT[name] === 'string')
      for (const text of oddTextsFor(place++))
        send(
          `${name}: ${text}`,
          address(contract, params, query.toString()),
          JSON.stringify({ ...body, [name]: text }),
        )
  for (const raw of [
    '%',
    '%ff',
    '%c0%af',
    '?',
    '&=&',
    'a'.repeat(9_000),
    'lang=de&lang=en',
    'site[]=x&site=a&site=b',
  ])
    send(
      `?${raw.slice(0, 20)}`,
      `${address(contract, params, query.toString())}${query.size > 0 ? '&' : '?'}${raw}`,
      right,
    )
  if (contract.kind === 'query')
    junk.push({
      what: 'with a body',
      path: address(contract, params, query.toString()),
      headers: JSON_TYPE,
      body: '{"__proto__":{}}',
    })
  return junk
}
