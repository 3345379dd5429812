import { fork } from 'node:child_process'
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { expireHolds } from '#features/booking/actions.ts'
import { solveChallenge } from '#features/booking/model/proof.ts'
import { MINUTE, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Ground, pause } from './ground.ts'
import type { Answer } from './http.ts'
import { cheapenProofs } from './proven.ts'
import type { SwarmOrder, SwarmSent } from './swarmLoad.ts'

// Attack A-24: contacts that belong to few people, against people of one contact each, on times that were just freed.

const MATTERS = [{ service: 'registration', people: 1 }]

/** How large the swarm is, and for how long it goes on. */
export type SwarmOptions = {
  readonly contacts: number
  readonly belongTo: number
  readonly people: number
  readonly times: number
  /** How long the swarm goes on at least: it does so until every person has a time, or their patience is over. */
  readonly seconds: number
  /** After so many seconds the people give up. */
  readonly patience: number
  /** After so many seconds, again and again, the ten minutes are over that a form may hold a time without a contact. */
  readonly tenMinutes: number
  /** Requests of the swarm at once: it sends the next when one is answered. */
  readonly atOnce: number
  /** Requests of the swarm in a second, at most. */
  readonly offered: number
}

export type SwarmOutcome = {
  /** Times that wait for the link of a mail to the swarm, and to the others. */
  readonly swarm: number
  readonly people: number
  /** Requests of swarm and people that were answered. */
  readonly requests: number
  /** Requests of the swarm that were answered in a second. */
  readonly rate: number
  /** Which part of the time the processors of this machine were at work. */
  readonly busy: number
  /** Processor time that one request of the swarm took its own process. Milliseconds. */
  readonly sending: number
  /** Of every request of the people. Milliseconds. */
  readonly peopleP95: number
  readonly codes: Readonly<Record<string, number>>
}

/** How long a person looks at a refusal before they try the next time. Milliseconds. */
const LOOKS = 300

type Time = { readonly site: string; readonly startsAt: string }

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

/**
 * Lets both sides loose at the same moment: the people from this process, the swarm from one of its own. They press at
 * the server of the ground, or at another node at that port.
 */
export async function letLoose(
  ground: Ground,
  options: SwarmOptions,
  port = ground.port,
): Promise<SwarmOutcome> {
  const all: Time[] = (await ground.visitor().get('/api/times?matters=registration:1&limit=1000')).json.times
  const times = spaced(all).slice(0, options.times)
  const codes: Record<string, number> = {}
  const note = (who: string, answer: Answer) => {
    const key = `${who} ${answer.status === 200 ? 'ok' : answer.json.code}`
    codes[key] = (codes[key] ?? 0) + 1
    return answer
  }
  const { contacts, belongTo, atOnce, offered } = options
  const swarm = await gather()
  swarm.unleash({ port, contacts, belongTo, atOnce, offered, times })
  const start = performance.now()
  const worked = processorsSince()
  const giveUp = start + options.patience * 1_000

  const waits: number[] = []
  async function measured<T>(work: Promise<T>): Promise<T> {
    const began = performance.now()
    const done = await work
    waits.push(performance.now() - began)
    return done
  }

  async function person(nth: number): Promise<void> {
    // They come in the first half of the attack, one after another.
    await pause((options.seconds * 500 * nth) / options.people)
    const who = ground.visitor({ port })
    for (let turn = 0; performance.now() < giveUp; turn++) {
      const time = times[(nth * 13 + turn * 5) % times.length] ?? impossible('no times')
      const challenge = await measured(who.get('/api/holds/challenge?matters=registration:1'))
      const held = await measured(who.call('/api/holds', asked(time, challenge)))
      if (note('person', held).status !== 200) {
        await pause(LOOKS)
        continue
      }
      const contact = { name: `Mensch Nummer${nth}`, email: `mensch${nth}@haus.example` }
      const given = note('person contact', await measured(who.call('/api/holds/mine/contact', contact)))
      if (given.status === 200) return
    }
  }

  let everybodyDone = false
  async function timeGoesOn(): Promise<void> {
    while (!everybodyDone) {
      await pause(options.tenMinutes * 1_000)
      await endForms(ground)
    }
  }

  const goesOn = timeGoesOn()
  await Promise.all([
    pause(options.seconds * 1_000),
    ...Array.from({ length: options.people }, (_, nth) => person(nth)),
  ])
  const busy = worked()
  const sent = await swarm.stop()
  everybodyDone = true
  await goesOn
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
    requests: sent.requests + waits.length,
    rate: sent.requests / sent.seconds,
    busy,
    sending: sent.processor / sent.requests,
    peopleP95: waits[Math.floor(waits.length * 0.95)] ?? 0,
    codes: { ...codes, ...sent.codes },
  }
}

/** From now on: which part of the time the processors of this machine are at work. */
function processorsSince(): () => number {
  const sums = () => {
    const times = cpus().map((each) => each.times)
    const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
    return { all, idle: times.reduce((sum, { idle }) => sum + idle, 0) }
  }
  const before = sums()
  return () => {
    const now = sums()
    return 1 - (now.idle - before.idle) / (now.all - before.all)
  }
}

/**
 * The ten minutes are over that a form may hold a time: for those alone, the links of mails keep theirs. Whoever gives
 * the contact at this moment has the visit locked, and is left alone.
 */
async function endForms(ground: Ground): Promise<void> {
  await ground.sql(`WITH forms AS (SELECT id FROM visit WHERE state = 'held' AND hold_browser IS NOT NULL
      FOR UPDATE SKIP LOCKED)
    UPDATE claim SET until = now() FROM forms WHERE claim.visit_id = forms.id AND claim.kind = 'held'`)
  await ground.run((tx) => expireHolds(tx, 1_000))
}

/** Starts the swarm's process and waits until it is ready for its order. */
async function gather(): Promise<{ unleash(order: SwarmOrder): void; stop(): Promise<SwarmSent> }> {
  const child = fork(fileURLToPath(new URL('./swarmLoad.ts', import.meta.url)), { execArgv: [] })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the swarm's process ended (${code})`)))
  })
  ended.catch(() => undefined)
  await Promise.race([new Promise((resolve) => child.once('message', resolve)), ended])
  return {
    unleash: (order) => void child.send(order),
    async stop() {
      const sent = new Promise<SwarmSent>((resolve) =>
        child.once('message', (said) => resolve(said as SwarmSent)),
      )
      child.send('stop')
      try {
        return await Promise.race([sent, ended])
      } finally {
        child.kill('SIGKILL')
      }
    },
  }
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
