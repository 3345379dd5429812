import { solveChallenge } from '#features/booking/model/proof.ts'
import { impossible } from '#kernel/result.ts'
import { type BareAnswer, type BareVisitor, bareVisitor } from './bareVisitor.ts'
import { disguise } from './disguise.ts'
import { loopbackAddress } from './http.ts'

// The swarm of attack A-24 in a process of its own, so that it takes no time from the server and from the people. It is
// ready before its order comes, sends so many requests a second as it gets answers to until it is told to stop, and then
// says how much it sent.

/** What the swarm is to do. */
export type SwarmOrder = {
  readonly port: number
  readonly contacts: number
  readonly belongTo: number
  /** So many at once: each sends its next request when the last one is answered and its turn has come. */
  readonly atOnce: number
  /** Requests of all of them in a second, at most. What nobody is free to send then is not sent later. */
  readonly offered: number
  readonly times: readonly { readonly site: string; readonly startsAt: string }[]
}

/** What it did. */
export type SwarmSent = {
  readonly requests: number
  readonly seconds: number
  /** Processor time that sending took. Milliseconds. */
  readonly processor: number
  readonly codes: Readonly<Record<string, number>>
}

/** Addresses that nobody else here has. */
const FIRST_ADDRESS = 4_000_000
/** So many turns come from one address, each as a browser of its own; then the next address. */
const TURNS_OF_ADDRESS = 25
/** Whoever is told a place in line asks again after so many milliseconds. */
const AGAIN_MS = 100

/** What somebody makes of it who is told to stop while the server has cut them off. */
const NO_ANSWER: BareAnswer = { status: 0, text: '{"code":"no_answer"}' }

const MATTERS = [{ service: 'registration', people: 1 }]

let stopped = false

process.on('message', (told: SwarmOrder | 'stop') => {
  if (told === 'stop') stopped = true
  else void attack(told).then((sent) => process.send?.(sent))
})
process.once('disconnect', () => process.exit(0))
process.send?.('ready')

async function attack(order: SwarmOrder): Promise<SwarmSent> {
  const { contacts, belongTo, atOnce, times } = order
  const codes: Record<string, number> = {}
  let requests = 0
  let addresses = FIRST_ADDRESS

  const mayGo = paced(order.offered)

  const note = (what: string, answer: BareAnswer) => {
    const key = `${what} ${answer.status === 200 ? 'ok' : JSON.parse(answer.text).code}`
    codes[key] = (codes[key] ?? 0) + 1
    return answer
  }

  async function send(who: BareVisitor, path: string, body?: object): Promise<BareAnswer> {
    const json = body && { key: crypto.randomUUID(), body: JSON.stringify(body) }
    for (;;) {
      await mayGo()
      const answer = await who.ask(json ? 'POST' : 'GET', path, json).catch(() => undefined)
      if (!answer) {
        // A server that has enough may cut connections off: then from the beginning, or not at all.
        codes['cut off'] = (codes['cut off'] ?? 0) + 1
        if (stopped) return NO_ANSWER
        continue
      }
      requests++
      if (stopped || answer.status !== 409 || !answer.text.includes('"in_line"')) return answer
      codes['in line'] = (codes['in line'] ?? 0) + 1
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }

  async function one(nth: number): Promise<void> {
    const somebody = () => bareVisitor({ port: order.port, address: loopbackAddress(addresses++) })
    let who = somebody()
    for (let turn = 0; !stopped; turn++) {
      if (turn % TURNS_OF_ADDRESS === TURNS_OF_ADDRESS - 1) {
        who.close()
        who = somebody()
      }
      // Ever another browser.
      who.forget()
      const n = (nth + turn * atOnce) % contacts
      const { site, startsAt } = times[(n * 7 + turn) % times.length] ?? impossible('no times')
      const challenge = await send(who, '/api/holds/challenge?matters=registration:1')
      if (challenge.status !== 200) {
        note('challenge', challenge)
        continue
      }
      const proof =
        solveChallenge(JSON.parse(challenge.text).challenge) ?? impossible('a challenge has an answer')
      const held = await send(who, '/api/holds', { matters: MATTERS, site, startsAt, language: 'de', proof })
      if (note('hold', held).status !== 200) continue
      const contact = disguise(n % belongTo, Math.floor(n / belongTo))
      note('contact', await send(who, '/api/holds/mine/contact', contact))
    }
  }

  const began = performance.now()
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: atOnce }, (_, nth) => one(nth)))
  const { user, system } = process.cpuUsage(before)
  const processor = (user + system) / 1_000
  return { requests, seconds: (performance.now() - began) / 1_000, processor, codes }
}

/** Turns that come so often in a second, evenly; one that nobody waits for lapses. */
function paced(perSecond: number): () => Promise<void> {
  const waiting: (() => void)[] = []
  let due = 0
  let last = performance.now()
  const next = () => {
    const now = performance.now()
    due += ((now - last) / 1_000) * perSecond
    last = now
    while (due >= 1) {
      due--
      waiting.shift()?.()
    }
    if (stopped) for (const go of waiting.splice(0)) go()
    else setTimeout(next, 2)
  }
  next()
  return () => (stopped ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)))
}
