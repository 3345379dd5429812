import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '#apps/server/start.ts'
import { expireHolds } from '#features/booking/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { RouteContract } from '#platform/http/contract.ts'
import { COMMON_STATUS } from '#platform/http/problem.ts'
import { digestTables } from '#test/city.ts'
import { CALLING } from './clerks.ts'
import { EXPECTED } from './expectedRights.ts'
import { type Ground, openGround, signIn } from './ground.ts'
import { type Answer, afterLine, type Visitor } from './http.ts'
import { type Junk, odd, oddTextsFor, refusable } from './junk.ts'
import { proofOf, proven } from './proven.ts'
import { CALLERS, type CallerKind, filled, LOGINS, nameOf, routesOf } from './routes.ts'

const AT_ONCE = 8
/** Below every limit, so that what is refused is refused for itself. */
const PER_ADDRESS = 20

let ground: Ground
let cookies: Map<CallerKind, ReadonlyMap<string, string>>
let contracts: RouteContract[]

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  cookies = new Map()
  for (const caller of CALLERS) {
    const who = ground.visitor()
    if (caller !== 'anonymous') await signIn(who, LOGINS[caller])
    else who.cookies.set('dran_look', 'light')
    cookies.set(caller, who.cookies)
  }
  contracts = routesOf(ground).flatMap(({ contract }) =>
    contract && contract.kind !== 'events' ? contract : [],
  )
})
afterAll(() => ground.close())

/** Somebody who may call this route, from a new address now and then. */
function callerOf(route: string, port: number): () => Visitor {
  const kind = EXPECTED[route]?.[0] ?? impossible(`no rights for ${route}`)
  let count = 0
  let who: Visitor | undefined
  return () => {
    if (who === undefined || count++ % PER_ADDRESS === 0) {
      who = ground.visitor({ port })
      for (const [name, value] of cookies.get(kind) ?? []) who.cookies.set(name, value)
    }
    return who
  }
}

async function sendAll(
  contract: RouteContract,
  list: readonly Junk[],
  judge: (junk: Junk, answer: Answer, language: string) => string | undefined,
  port = ground.port,
): Promise<string[]> {
  const caller = callerOf(nameOf(contract), port)
  const wrong: string[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < list.length; index = next++) {
        const junk = list[index] ?? impossible('no junk')
        const language = index % 2 ? 'de' : 'en'
        const fresh =
          junk.headers['idempotency-key'] === 'fresh' ? { 'idempotency-key': crypto.randomUUID() } : {}
        const headers = { ...junk.headers, ...fresh, 'accept-language': language }
        const { path, body } = junk
        const sent = { method: contract.method, path, headers, ...(body === undefined ? {} : { body }) }
        const answer = await caller().send(sent)
        const fault = judge(junk, answer, language)
        if (fault !== undefined) wrong.push(`${nameOf(contract)} ${junk.what}: ${fault}`.slice(0, 300))
      }
    }),
  )
  return wrong
}

const titles = { de: new Map<string, string>(), en: new Map<string, string>() }

/** What is wrong with a refusal; nothing if it is a whole problem document with a known code. */
function faultOfProblem(contract: RouteContract, answer: Answer, language: string): string | undefined {
  if (answer.status < 400 || answer.status >= 500) return `${answer.status} ${answer.text}`
  if (!answer.headers['content-type']?.startsWith('application/problem+json'))
    return `${answer.headers['content-type']}`
  const { type, title, status, code, requestId } = answer.json
  const isKnown = Object.hasOwn(COMMON_STATUS, code) || contract.errors.includes(code)
  if (!isKnown || type !== `urn:dran:problem:${code}` || status !== answer.status) return answer.text
  if (typeof title !== 'string' || title === '' || requestId !== answer.headers['x-request-id'])
    return answer.text
  titles[language === 'en' ? 'en' : 'de'].set(code, title)
  return undefined
}

/** Everything but what a request may note by itself: that a session is in use, that a password was tried. */
async function state(): Promise<unknown> {
  const digests = new Map(await digestTables(ground.city.ownerUrl, ground.authority))
  digests.delete('staff_session')
  digests.delete('sign_in_failure')
  return Object.fromEntries(digests)
}

describe('the API (A-05, A-26)', () => {
  test('refuses everything that is no right input by a problem document, in the language asked for, and changes nothing', async () => {
    const before = await state()
    const wrong: string[] = []
    let sent = 0
    for (const contract of contracts) {
      const list = refusable(contract)
      sent += list.length
      wrong.push(
        ...(await sendAll(contract, list, (_, answer, language) =>
          faultOfProblem(contract, answer, language),
        )),
      )
    }
    expect(wrong).toEqual([])
    expect(sent).toBeGreaterThan(500)
    expect(await state()).toEqual(before)
    for (const [code, title] of titles.de) expect([code, titles.en.get(code)]).not.toEqual([code, title])
  }, 300_000)

  // The control: the same requests to a server without the guards.
  test('would take much of it without its guards', async () => {
    const server = await startServer({
      appUrl: ground.city.appUrl,
      secret: ground.city.secret,
      sweeps: false,
      http: { withoutGuards: ['closedBody', 'contentType', 'crossSite'] },
    })
    try {
      const contract = contracts.find(({ id }) => id === 'hall.drawTicket') ?? impossible('no such route')
      const judge = (_: Junk, answer: Answer, language: string) => faultOfProblem(contract, answer, language)
      const wrong = await sendAll(contract, refusable(contract), judge, server.port)
      for (const what of ['with a field role', 'from another site'])
        expect(wrong.filter((line) => line.includes(what))).not.toEqual([])
    } finally {
      await server.stop()
    }
  })

  test('holds no time that does not begin where a cell does', async () => {
    const { json } = await ground.visitor().get('/api/times?matters=identity-card:1&site=nord&limit=50')
    const free: string = json.times[40].startsAt
    for (const startsAt of [
      free.replace(':00.000Z', ':01.000Z'),
      free.replace('.000Z', '.001Z'),
      free.replace(/\d(?=:00\.)/, '2'),
    ]) {
      const body = {
        matters: [{ service: 'identity-card', people: 1 }],
        site: 'nord',
        startsAt,
        language: 'de',
      }
      const who = ground.visitor()
      const answer = await who.call('/api/holds', await proven(who, body))
      expect([startsAt, answer.status]).toEqual([startsAt, 409])
    }
  })

  test('fails at nothing, however odd', async () => {
    const wrong: string[] = []
    for (const contract of contracts) {
      wrong.push(
        ...(await sendAll(contract, odd(contract), (_, answer, language) => {
          if (answer.status < 400) return undefined
          return faultOfProblem(contract, answer, language)
        })),
      )
    }
    expect(wrong).toEqual([])
  }, 300_000)

  test('knows no other methods', async () => {
    const before = await state()
    const routes = routesOf(ground)
    // A word of one path may be the parameter of another.
    const known = (method: string, path: string) =>
      routes.some(
        (route) =>
          route.method === method && new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
      )
    for (const { path } of contracts) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (known(method, path)) continue
        const who = ground.visitor()
        const answer = await who.send({
          method,
          path: filled(path, {}),
          headers: { 'x-http-method-override': 'POST' },
        })
        expect([method, path, answer.status]).toEqual([method, path, 404])
      }
    }
    expect(await state()).toEqual(before)
  })

  test('answers a key that was used for something else by a code of its own', async () => {
    const who = ground.visitor()
    const key = crypto.randomUUID()
    const body = { matters: [{ service: 'pick-up', people: 1 }], language: 'de' }
    expect((await who.call('/api/sites/mitte/tickets', body, key)).status).toBe(200)
    const other = await who.call('/api/sites/mitte/tickets', { ...body, language: 'en' }, key)
    expect([other.status, other.json.code]).toEqual([409, 'idempotency_key_reused'])
  })

  test('knows a browser again whose first answer was lost', async () => {
    const { json } = await ground.visitor().get('/api/times?matters=passport:1&site=nord&limit=1')
    const body = {
      matters: [{ service: 'passport', people: 1 }],
      site: 'nord',
      startsAt: json.times[0].startsAt,
      language: 'de',
    }
    const key = crypto.randomUUID()
    const who = ground.visitor()
    const sent = await proven(who, body)
    const first = await who.call('/api/holds', sent, key)
    // The first answer never came.
    const second = await who.call('/api/holds', sent, key)
    expect(second.text).toBe(first.text)
    const contact = { name: 'Wer wiederkam', email: 'wieder@mail.example' }
    expect((await who.call('/api/holds/mine/contact', contact)).status).toBe(200)
  })
})

describe('pages (A-26)', () => {
  const posts = () =>
    routesOf(ground).filter(({ surface, method }) => surface === 'page' && method === 'POST')
  const FIELDS = [
    'm',
    'time',
    'name',
    'email',
    'code',
    'people',
    'lang',
    'look',
    'back',
    'to',
    'idempotencyKey',
    'site',
    'day',
    'from',
    'q',
  ]

  /** What a reader may get to a form that makes no sense: a page that says so, or the way to another one. */
  function faultOfPage(answer: Answer): string | undefined {
    const { status, headers, text } = answer
    if (status === 303) return headers.location?.startsWith('/') ? undefined : `leads to ${headers.location}`
    if (status >= 500 || (status < 400 && status !== 200)) return `${status}`
    if (!headers['content-type']?.startsWith('text/html')) return headers['content-type']
    return /<html[^>]* lang="(de|en)"/.test(text) && /<h1/.test(text) ? undefined : text.slice(0, 200)
  }

  test('answer every form that makes no sense by a page or a way on', async () => {
    const wrong: string[] = []
    for (const [nth, { path }] of posts().entries()) {
      let count = 0
      let who = ground.visitor()
      const send = async (
        what: string,
        body: string,
        headers: Record<string, string>,
        statuses: number[],
      ) => {
        if (count++ % PER_ADDRESS === 0) who = ground.visitor()
        const to = `${filled(path, { site: 'mitte', service: 'identity-card', token: 'A'.repeat(22) })}?m=identity-card:1`
        const answer = await who.send({ method: 'POST', path: to, body, headers })
        const fault = statuses.includes(answer.status) ? faultOfPage(answer) : `${answer.status}`
        if (fault !== undefined) wrong.push(`${path} ${what}: ${fault}`)
      }
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const any = [200, 303, 400, 404, 409, 410, 422]
      // Whoever guesses booking numbers at a terminal is slowed down, by a page that says so.
      if (path === '/kiosk/:site/check-in' || path === '/kiosk/:site/exchange') any.push(429)
      // Files come in a form of another type, and nothing else does.
      const ofFiles = path.endsWith('/upload')
      if (ofFiles) any.splice(0, any.length, 415)
      for (const text of oddTextsFor(nth)) {
        const fields = FIELDS.map((name): [string, string] => [name, text.toWellFormed()])
        await send(`all ${text}`, new URLSearchParams(fields).toString(), form, any)
      }
      for (const time of ['9999-12-31T23:59:59.000Z', '2027-03-01T23:59:60.000Z', '2027-02-30T08:00:00.000Z'])
        await send(time, new URLSearchParams({ time: `mitte_${time}` }).toString(), form, any)
      await send('empty', '', form, any)
      await send('unreadable', '%ff%c0=%&&&===', form, any)
      await send(
        'of 60 kB',
        new URLSearchParams({ name: 'x'.repeat(60_000), code: 'y' }).toString(),
        form,
        any,
      )
      await send('of 100 kB', new URLSearchParams({ name: 'x'.repeat(100_000) }).toString(), form, [
        ofFiles ? 415 : 413,
      ])
      await send('as JSON', '{}', { 'content-type': 'application/json' }, [415])
      await send('as text', 'x', { 'content-type': 'text/plain' }, [415])
      await send('from another site', '', { ...form, 'sec-fetch-site': 'cross-site' }, [403])
    }
    expect(wrong).toEqual([])
  }, 300_000)

  test('read odd addresses without failing', async () => {
    const wrong: string[] = []
    const reads = routesOf(ground).filter((route) => route.surface === 'page' && route.method === 'GET')
    for (const [nth, { path }] of reads.entries()) {
      const who = ground.visitor()
      for (const text of oddTextsFor(nth)) {
        const query = new URLSearchParams(FIELDS.map((name): [string, string] => [name, text.toWellFormed()]))
        const inPath = filled(path, { site: 'mitte', service: 'identity-card', token: 'A'.repeat(22) })
        const odd = text.toWellFormed()
        const asked = filled(path, { key: odd, site: odd, service: odd, token: odd })
        for (const to of [`${inPath}?${query}`, asked]) {
          const { status, text: body } = await who.get(to)
          if (status >= 500) wrong.push(`${to}: ${status} ${body.slice(0, 100)}`)
        }
      }
    }
    expect(wrong).toEqual([])
  }, 300_000)

  /** Holds a time by the pages; the address of the contact form. */
  async function toContact(who: Visitor, language: string): Promise<string> {
    const { json } = await who.get('/api/times?matters=identity-card:1&site=mitte&limit=40')
    const { site, startsAt } = json.times[Math.floor(json.times.length / 2)]
    const pressed = await who.submit(`/booking/hold?m=identity-card:1&lang=${language}`, {
      time: `${site}_${startsAt}`,
      proof: await proofOf(who, { matters: [{ service: 'identity-card', people: 1 }] }),
    })
    const held = await afterLine(who, pressed)
    expect([held.status, held.headers.location]).toEqual([303, expect.stringContaining('/booking/contact')])
    return held.headers.location ?? ''
  }

  const TYPED = { name: 'Ada "Möwe" <Tide> & Söhne', email: 'kein at-Zeichen' }
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

  test.each(['de', 'de-simple', 'en'])(
    'keep what was typed into the contact form, and say what is wrong (%s)',
    async (language) => {
      const who = ground.visitor()
      const form = await toContact(who, language)
      const empty = await who.submit(form, { name: '', email: '' })
      const wrong = await who.submit(form, TYPED)
      for (const answer of [empty, wrong]) {
        expect(answer.status).toBe(422)
        expect(answer.text).toMatch(new RegExp(`<html[^>]* lang="${language.slice(0, 2)}"`))
      }
      expect(wrong.text).toContain(`value="${escaped(TYPED.name)}"`)
      expect(wrong.text).toContain(`value="${escaped(TYPED.email)}"`)
      expect(wrong.text).not.toContain('<Tide>')
      expect(wrong.text).toContain('aria-invalid="true"')
      // Set right, it goes on.
      const right = await who.submit(form, { ...TYPED, email: 'ada@mail.example' })
      expect([right.status, right.headers.location]).toEqual([303, expect.stringContaining('/booking/check')])
      expect((await who.get(right.headers.location ?? '')).text).toContain(escaped(TYPED.name))
    },
  )

  test('keep what was typed also when the time has run out meanwhile', async () => {
    const who = ground.visitor()
    const form = await toContact(who, 'de')
    const later = plus(await ground.now(), 11 * MINUTE)
    await ground.run((tx) => expireHolds(tx, 1_000), later)
    const wrong = await who.submit(form, TYPED)
    expect(wrong.text).toContain(`value="${escaped(TYPED.name)}"`)
    expect(wrong.text).toContain(`value="${escaped(TYPED.email)}"`)
    // One press takes the time anew if nobody was faster; what was typed goes along.
    const right = await who.submit(form, { name: TYPED.name, email: 'ada@mail.example' })
    expect(right.text).toContain(escaped(TYPED.name))
    const again = await who.submit(form.replace('/booking/contact', '/booking/hold'), {
      time: new URL(form, 'http://own.invalid').searchParams.get('time') ?? '',
      name: TYPED.name,
      email: 'ada@mail.example',
      proof: await proofOf(who, { matters: [{ service: 'identity-card', people: 1 }] }),
    })
    const contact = await who.get((await afterLine(who, again)).headers.location ?? '')
    expect(contact.text).toContain(escaped(TYPED.name))
    expect(contact.text).toContain('ada@mail.example')
  })

  test('keep what was typed at the kiosk and into the search', async () => {
    const who = ground.visitor()
    expect((await who.submit('/kiosk/mitte/check-in', { code: 'ABCD1234' })).text).toContain(
      'value="ABCD1234"',
    )
    expect((await who.get('/?q=Meerschweinchen')).text).toContain('value="Meerschweinchen"')
  })
})
