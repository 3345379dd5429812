import { Agent, request } from 'node:http'
import { listSites } from '#features/authority/actions.ts'
import type { CounterDay } from '#features/hall/actions.ts'
import { importStaff } from '#features/staff/actions.ts'
import { newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import { systemClock } from '#platform/time/clock.ts'
import type { BenchCity } from './city.ts'
import { loopbackOf } from './streams.ts'

const PASSWORD = 'measured, not guessed'
/** Addresses that no phone of the bench has. */
const FIRST_ADDRESS = 40_000
/** A password takes a processor for a while; more at once would wait for each other. */
const AT_ONCE = 4

/** A clerk with a browser of their own, who sits at a counter. */
export type BenchClerk = {
  /** Throws if the key is refused. The visit that the counter has then, if any. */
  press(key: CounterKey): Promise<string | undefined>
  /** Closes the counter and the browser. */
  leave(): Promise<void>
}
type CounterKey = 'next' | 'start' | 'finish'

/** Makes a clerk for each counter, who signs in on a node and sits down there. */
export async function seatBenchClerks(
  { database, authority }: BenchCity,
  port: number,
  counters: readonly CounterDay[],
): Promise<BenchClerk[]> {
  const hash = await hashPassword(PASSWORD)
  await database.withAuthority(authority, async (tx) => {
    const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
    const people = counters.map(({ siteId }, nth) => ({
      login: loginOf(nth),
      name: 'Jemand am Schalter',
      roles: ['clerk'] as const,
      site: sites.get(siteId) ?? null,
      language: 'de' as const,
    }))
    const made = await importStaff(tx, people, () => hash)
    if (!made.ok) throw new Error(made.code)
  })
  const clerks: BenchClerk[] = []
  for (let seated = 0; seated < counters.length; seated += AT_ONCE) {
    const some = counters.slice(seated, seated + AT_ONCE)
    clerks.push(...(await Promise.all(some.map((counter, nth) => sitDown(port, counter, seated + nth)))))
  }
  return clerks
}

async function sitDown(port: number, { counterId }: CounterDay, nth: number): Promise<BenchClerk> {
  // A network of its own, as clerks of many sites have.
  const agent = new Agent({ keepAlive: true, localAddress: loopbackOf(FIRST_ADDRESS + nth * 250) })
  const wire = { agent, port }
  const signedIn = await send(wire, '/api/session', { login: loginOf(nth), password: PASSWORD })
  const cookie = signedIn.cookie ?? impossible('a session without a cookie')
  const key = (name: string, body?: object) =>
    send({ ...wire, cookie }, `/api/counters/${counterId}/${name}`, body)
  await key('open')
  return {
    press: async (name) => (await key(name, name === 'finish' ? { outcome: 'done' } : undefined)).visit,
    async leave() {
      await key('close')
      agent.destroy()
    },
  }
}

const loginOf = (nth: number) => `bench${nth}`

type Wire = { readonly agent: Agent; readonly port: number; readonly cookie?: string }
type Answered = { readonly cookie: string | undefined; readonly visit: string | undefined }

function send({ agent, port, cookie }: Wire, path: string, body?: object): Promise<Answered> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = {
    'sec-fetch-site': 'same-origin',
    'idempotency-key': newId(systemClock.now()),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': text.length }),
    ...(cookie === undefined ? {} : { cookie }),
  }
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, method: 'POST', path, agent, headers }, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        answer += part
      })
      response.once('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${path}: ${response.statusCode} ${answer}`))
        const { visit } = JSON.parse(answer)
        resolve({ cookie: response.headers['set-cookie']?.[0]?.split(';')[0], visit: visit?.visit })
      })
    })
    sending.once('error', reject)
    sending.end(text)
  })
}
