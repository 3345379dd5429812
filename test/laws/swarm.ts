import { solveChallenge } from '#features/booking/model/proof.ts'
import { MINUTE, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Ground } from './ground.ts'
import type { Answer, Visitor } from './http.ts'
import { cheapenProofs } from './proven.ts'

// Attack A-24: contacts that belong to few people, against people of one contact each, on times that were just freed.

const MATTERS = [{ service: 'registration', people: 1 }]

/** How large the swarm is, and for how long it goes on. */
export type SwarmOptions = {
  readonly contacts: number
  readonly belongTo: number
  readonly people: number
  readonly times: number
  /** How long the swarm goes on at least: it does so until every person has a time, or its patience is over. */
  readonly seconds: number
  /** After so many seconds both sides give up. */
  readonly patience: number
  /** Requests of the swarm at once: it sends the next when one is answered. */
  readonly atOnce: number
}

export type SwarmOutcome = {
  /** Times that wait for the link of a mail to the swarm, and to the others. */
  readonly swarm: number
  readonly people: number
  readonly swarmRequests: number
  readonly seconds: number
  /** Of every request of the people. Milliseconds. */
  readonly peopleP95: number
  readonly codes: Readonly<Record<string, number>>
}

type Time = { readonly site: string; readonly startsAt: string }

/** The n-th way to write the mail and the name of the same person. */
export function disguise(person: number, n: number): { email: string; name: string } {
  const local = `schwarm${person}x`
  const dotted = [...local]
    .map((letter, nth) => (nth > 0 && (n >> (nth % 8)) & 1 ? `.${letter}` : letter))
    .join('')
  const email = `${n % 3 === 0 ? dotted.toUpperCase() : dotted}${n % 2 ? `+${n}` : ''}@mail.example`
  const names = [
    `Kim Müller${person}`,
    `MUELLER${person}, Kim`,
    `Dr. Kim Muller${person}`,
    `kim  müller${person}`,
  ]
  return { email, name: names[n % names.length] ?? '' }
}

/**
 * Sets how much a person may book. The proof of work is at its lowest, so that the swarm is as fast as it can be.
 */
export async function setLimits(
  ground: Ground,
  { open, names }: { readonly open: number; readonly names: number },
): Promise<void> {
  await ground.sql('UPDATE setting SET open_bookings_limit = $1, names_limit = $2', [open, names])
  await cheapenProofs(ground)
}

/** Lets both sides loose at the same moment. */
export async function letLoose(ground: Ground, options: SwarmOptions): Promise<SwarmOutcome> {
  const all: Time[] = (await ground.visitor().get('/api/times?matters=registration:1&limit=1000')).json.times
  const times = spaced(all).slice(0, options.times)
  const codes: Record<string, number> = {}
  const note = (who: string, answer: Answer) => {
    const key = `${who} ${answer.status === 200 ? 'ok' : answer.json.code}`
    codes[key] = (codes[key] ?? 0) + 1
    return answer
  }
  const start = performance.now()
  const end = start + options.seconds * 1_000
  const giveUp = start + options.patience * 1_000
  let swarmRequests = 0
  let unserved = options.people
  const swarmGoesOn = () => performance.now() < (unserved > 0 ? giveUp : end)

  async function attack(nth: number): Promise<void> {
    for (let turn = 0; swarmGoesOn(); turn++) {
      const n = (nth + turn * options.atOnce) % options.contacts
      const who = ground.visitor({ keepAlive: false })
      const time = times[(n * 7 + turn) % times.length] ?? impossible('no times')
      swarmRequests += 3
      const held = await tryHold(who, time)
      if (note('swarm', held).status !== 200) continue
      const contact = disguise(n % options.belongTo, Math.floor(n / options.belongTo))
      note('swarm contact', await who.call('/api/holds/mine/contact', contact))
    }
  }

  const waits: number[] = []
  async function measured<T>(work: Promise<T>): Promise<T> {
    const began = performance.now()
    const done = await work
    waits.push(performance.now() - began)
    return done
  }

  async function person(nth: number): Promise<void> {
    const who = ground.visitor()
    for (let turn = 0; performance.now() < giveUp; turn++) {
      const time = times[(nth * 13 + turn * 5) % times.length] ?? impossible('no times')
      const challenge = await measured(who.get('/api/holds/challenge?matters=registration:1'))
      const held = await measured(who.call('/api/holds', asked(time, challenge)))
      if (note('person', held).status !== 200) continue
      const contact = { name: `Mensch Nummer${nth}`, email: `mensch${nth}@haus.example` }
      const given = note('person contact', await measured(who.call('/api/holds/mine/contact', contact)))
      if (given.status === 200) {
        unserved--
        return
      }
    }
  }

  await Promise.all([
    ...Array.from({ length: options.atOnce }, (_, nth) => attack(nth)),
    ...Array.from({ length: options.people }, (_, nth) => person(nth)),
  ])
  const seconds = (performance.now() - start) / 1_000
  const count = async (pattern: string) => {
    const [row] = await ground.sql<{ count: string }>(
      `SELECT count(*) FROM visit v JOIN visit_contact c ON c.visit_id = v.id
       WHERE v.state = 'held' AND v.hold_browser IS NULL AND c.email ILIKE $1`,
      [pattern],
    )
    return Number(row?.count)
  }
  waits.sort((a, b) => a - b)
  return {
    swarm: await count('%@mail.example'),
    people: await count('%@haus.example'),
    swarmRequests,
    seconds,
    peopleP95: waits[Math.floor(waits.length * 0.95)] ?? 0,
    codes,
  }
}

async function tryHold(who: Visitor, time: Time): Promise<Answer> {
  return who.call('/api/holds', asked(time, await who.get('/api/holds/challenge?matters=registration:1')))
}

function asked({ site, startsAt }: Time, challenge: Answer) {
  const proof = solveChallenge(challenge.json.challenge) ?? impossible('a challenge has an answer')
  return { matters: MATTERS, site, startsAt, language: 'de', proof }
}

/** Times at one site that do not overlap, so that each can be had beside the others. */
function spaced(times: readonly Time[]): Time[] {
  const chosen: Time[] = []
  let last = 0
  for (const time of times.filter(({ site }) => site === 'mitte')) {
    const at = parseInstant(time.startsAt)
    if (at - last < 20 * MINUTE) continue
    chosen.push(time)
    last = at
  }
  return chosen
}
