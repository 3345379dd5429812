import { Agent, request } from 'node:http'
import { solveChallenge } from '#features/booking/model/proof.ts'
import { placeToldBy } from './placeInLine.ts'

// One person of the release storm, with an address, a connection and cookies of their own.

/** What people do, in the order in which they do it. */
export const KINDS = ['page', 'search', 'challenge', 'hold', 'line', 'contact', 'confirm'] as const
export type Kind = (typeof KINDS)[number]

/** A press on a time. Milliseconds since 1970. */
export type Press = { readonly time: string; readonly at: number; readonly won: boolean }

/** What a person went through. */
export type Experience = {
  readonly email: string
  readonly presses: readonly Press[]
  readonly confirmed: boolean
  /** The place that each answer named which made the person wait: 0 while being served, null where it named none. */
  readonly places: readonly (number | null)[]
}

/** How a person gets along. */
export type PersonOptions = {
  readonly port: number
  readonly nth: number
  /** Most a person waits between two requests. Milliseconds. */
  readonly thinking: number
  /** How many lists of times a person looks at before giving up. */
  readonly looks: number
  /** A time known from before, for whoever finds an empty list. */
  readonly knownTime: string
  readonly tokenOf: (email: string) => Promise<string>
  readonly took: (kind: Kind, milliseconds: number) => void
  readonly strange: (what: string) => void
}

type Answer = { readonly status: number; readonly text: string; readonly header: (name: string) => string }

const SERVICE = 'identity-card'
const MATTERS = [{ service: SERVICE, people: 1 }]
const QUERY = `m=${SERVICE}:1`
/** Whoever is told to ask again more often than that is not helped. */
const PATIENCE = 60

/** Lets a person come, look, press and book; every second one uses the pages, the others a program of their own. */
export async function comeAndBook(options: PersonOptions): Promise<Experience> {
  const { nth, looks, strange } = options
  const email = `mensch${nth}@haus${nth}.example`
  const browser = openBrowser(options)
  const presses: Press[] = []
  const places: (number | null)[] = []
  const byPage = nth % 2 === 0
  const done = (confirmed: boolean): Experience => {
    browser.close()
    return { email, presses, confirmed, places }
  }
  await browser.get('page', `/services/${SERVICE}`)
  let proof: string | undefined
  for (let look = 0; look < looks; look++) {
    await think(options)
    const times = byPage ? await readPage(browser) : await readList(browser)
    // Whoever finds nothing presses what was on the list before, once, and then looks again.
    const time =
      times[Math.floor(Math.random() * times.length)] ?? (look === 0 ? options.knownTime : undefined)
    if (time === undefined) continue
    await think(options)
    // The answer of the work is spent by a hold only: after a refusal it still counts.
    proof ??= await prove(browser)
    const at = now()
    const won = byPage
      ? await pressOnPage(browser, time, proof, places)
      : await pressByProgram(browser, time, proof, places)
    presses.push({ time, at, won })
    if (!won) continue
    await think(options)
    const contact = { name: `Mensch Nummer${nth}`, email }
    const given = await browser.command('contact', '/api/holds/mine/contact', contact)
    if (given.status !== 200) {
      strange(`contact ${given.status} ${given.text.slice(0, 200)}`)
      return done(false)
    }
    const token = await options.tokenOf(email)
    const confirmed = await browser.command('confirm', `/api/visits/${token}/confirm`)
    if (confirmed.status !== 200) strange(`confirm ${confirmed.status} ${confirmed.text.slice(0, 200)}`)
    return done(confirmed.status === 200)
  }
  return done(false)
}

type Browser = ReturnType<typeof openBrowser>

const now = () => performance.timeOrigin + performance.now()
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const think = ({ thinking }: PersonOptions) => wait(Math.random() * thinking)

async function readPage(browser: Browser): Promise<string[]> {
  const page = await browser.get('search', `/booking/times?${QUERY}`)
  return [...page.text.matchAll(/name="time" value="([^"]+)"|value="([^"]+)" name="time"/g)].map(
    ([, a, b]) => a ?? b ?? '',
  )
}

async function readList(browser: Browser): Promise<string[]> {
  const answer = await browser.get('search', `/api/times?matters=${SERVICE}:1&limit=1000`)
  const { times }: { times: { site: string; startsAt: string }[] } = JSON.parse(answer.text)
  return times.map(({ site, startsAt }) => `${site}_${startsAt}`)
}

async function prove(browser: Browser): Promise<string> {
  const answer = await browser.get('challenge', `/api/holds/challenge?matters=${SERVICE}:1`)
  const { challenge }: { challenge: string } = JSON.parse(answer.text)
  const proof = solveChallenge(challenge)
  if (proof === undefined) throw new Error('a challenge has an answer')
  return proof
}

/** Notes the place if the answer makes somebody wait. */
function note(answer: Answer, places: (number | null)[]): void {
  const place = placeToldBy({ ...answer, retryAfter: answer.header('retry-after') })
  if (place !== undefined) places.push(place)
}

async function pressOnPage(browser: Browser, time: string, proof: string, places: (number | null)[]) {
  const body = new URLSearchParams({ time, proof, idempotencyKey: crypto.randomUUID() }).toString()
  const type = 'application/x-www-form-urlencoded'
  let answer = await browser.ask('hold', 'POST', `/booking/hold?${QUERY}`, body, { 'content-type': type })
  note(answer, places)
  for (let turn = 0; turn < PATIENCE && answer.status === 303; turn++) {
    const address = answer.header('location')
    if (address.startsWith('/booking/contact')) return true
    answer = await browser.get('line', address)
    note(answer, places)
    if (answer.status !== 200) continue
    const [, seconds, again = ''] =
      /http-equiv="refresh" content="(\d+); url=([^"]+)"/.exec(answer.text) ?? []
    await wait(Number(seconds) * 1_000)
    answer = { ...answer, status: 303, header: () => again.replaceAll('&amp;', '&') }
  }
  return false
}

async function pressByProgram(browser: Browser, time: string, proof: string, places: (number | null)[]) {
  const [site, startsAt] = time.split('_')
  const key = crypto.randomUUID()
  const body = { matters: MATTERS, site, startsAt, language: 'de', proof }
  for (let turn = 0; turn < PATIENCE; turn++) {
    const answer = await browser.command(turn === 0 ? 'hold' : 'line', '/api/holds', body, key)
    if (answer.status === 200) return true
    note(answer, places)
    const problem: { code: string } = JSON.parse(answer.text)
    if (problem.code !== 'in_line') return false
    await wait(Number(answer.header('retry-after')) * 1_000)
  }
  return false
}

/** The n-th address of this machine's own network that is free for people. */
function addressOf(nth: number): string {
  return `127.${10 + Math.floor(nth / 62_500)}.${Math.floor(nth / 250) % 250}.${(nth % 250) + 1}`
}

function openBrowser({ port, nth, took, strange }: PersonOptions) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: addressOf(nth) })
  const cookies = new Map<string, string>()

  function ask(
    kind: Kind,
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const began = now()
    return new Promise((resolve, reject) => {
      const sending = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: {
            'sec-fetch-site': 'same-origin',
            'accept-language': 'de',
            ...(cookies.size > 0
              ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
              : {}),
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
            ...headers,
          },
        },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [pair = ''] = line.split('; ')
            cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
          }
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.once('error', reject)
          response.once('end', () => {
            took(kind, now() - began)
            const status = response.statusCode ?? 0
            if (status >= 500 || status === 429) strange(`${kind} ${status} ${text.slice(0, 200)}`)
            resolve({ status, text, header: (name) => String(response.headers[name] ?? '') })
          })
        },
      )
      sending.setTimeout(30_000, () => sending.destroy(new Error(`${kind}: no answer within 30 seconds`)))
      sending.once('error', reject)
      sending.end(body)
    })
  }

  return {
    ask,
    get: (kind: Kind, path: string) => ask(kind, 'GET', path),
    command: (kind: Kind, path: string, body?: unknown, key: string = crypto.randomUUID()) =>
      ask(kind, 'POST', path, body === undefined ? undefined : JSON.stringify(body), {
        'idempotency-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }),
    close: () => agent.destroy(),
  }
}
