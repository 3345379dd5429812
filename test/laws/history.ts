import { expireHolds } from '#features/booking/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { brokenLawsOf } from './checker.ts'
import type { Ground } from './ground.ts'
import { blockOperations } from './history/blocks.ts'
import { agentOperations, citizenOperations } from './history/bookings.ts'
import { closingOperations } from './history/closings.ts'
import { deskOperations } from './history/desk.ts'
import { exchangeOperations } from './history/exchange.ts'
import { hallOperations } from './history/hall.ts'
import { handOverOperations } from './history/handOver.ts'
import { listOperations } from './history/list.ts'
import { paperOperations } from './history/papers.ts'
import { planOperations } from './history/plans.ts'
import { type Operation, openStaff, openStage, type Stage } from './history/stage.ts'

/** What a history did, and everything that must never happen. */
export type Played = {
  /** Operations by kind and outcome. */
  readonly outcomes: ReadonlyMap<string, number>
  /** What came about without an answer. */
  readonly counts: ReadonlyMap<string, number>
  /** Answers that nobody should get, and laws that did not hold in between. */
  readonly faults: readonly string[]
}

/** The newer events of hall and papers, by the names of their operations: each must have come about in a long history. */
export const HALL_EVENTS: readonly string[] = [
  'choose',
  'park',
  'fetch',
  'take over',
  'send on',
  'send to a site',
  'go on at the other site',
  'change matters',
  'undo',
  'pause',
  'resume',
  'close the counter',
  'open',
  'away',
  'back',
  'credit',
  'needs',
  'matters',
  'split',
  'unpark',
  'left',
  'undo at the desk',
  'told',
  'papers',
  'give a block',
  'draw from a block',
  'exchange',
  'pre-check',
  'settle',
]

const EXPECTED = new Set([200, 204, 303, 404, 409])

/**
 * Plays a random history through HTTP: citizens hold, give their contact, confirm, move and cancel; staff books, moves
 * and cancels for them and changes what they come for, also two linked visits; people arrive, draw tickets, are called, missed, come back and go, are
 * set aside, sent on to another counter, skill or site, taken over, parted, give their number for a time, and all of it
 * taken back; papers come before the visit, are looked at and settle it; holds run out; managers close the site or a counter and open it again, and change the shift plan; people wait on the
 * list and take or leave its offers; commands are sent twice. Each worker does one thing after another, all at the same
 * time, mostly at the wrong moment. After every so many operations one worker asks the checker, while the others go on.
 */
export async function playHistory(
  ground: Ground,
  options: {
    readonly operations: number
    readonly seed: number
    readonly workers: number
    readonly checkedEvery: number
  },
): Promise<Played> {
  const stage = await openStage(ground, options.seed)
  const outcomes = new Map<string, number>()
  const { faults } = stage
  const operations = [
    ...citizenOperations(stage),
    ...agentOperations(stage),
    ...hallOperations(stage),
    ...handOverOperations(stage),
    ...deskOperations(stage),
    ...blockOperations(stage),
    ...exchangeOperations(stage),
    ...paperOperations(stage),
    ...closingOperations(stage),
    ...planOperations(stage),
    ...listOperations(stage),
    sendAgain(stage),
  ]
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0)

  async function playOne(): Promise<void> {
    let left = stage.random() * weights
    const operation = operations.find(({ weight }) => {
      left -= weight
      return left < 0
    })
    const answer = await operation?.play()
    if (answer === undefined) return
    const outcome = `${operation?.name} ${answer.status}`
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    if (!EXPECTED.has(answer.status)) faults.push(`${outcome}: ${answer.text}`)
  }

  async function check(nth: number): Promise<void> {
    const broken = await brokenLawsOf(ground.city.ownerUrl, ground.authority.schema)
    faults.push(...broken.map((law) => `after ${nth} operations: ${law}`))
  }

  let begun = 0
  await Promise.all(
    Array.from({ length: options.workers }, async () => {
      for (let nth = ++begun; nth <= options.operations; nth = ++begun) {
        await playOne()
        if (nth % options.checkedEvery === 0) await check(nth)
      }
    }),
  )
  return { outcomes, counts: stage.counts, faults }
}

/** The same command with the same key is answered as before. */
function sendAgain({ pick, elsewhere, sent, faults }: Stage): Operation {
  return {
    name: 'send again',
    weight: 4,
    async play() {
      const known = pick(sent)
      if (!known) return undefined
      const { visitor, path, body, key } = known
      const answer = await elsewhere(visitor).call(path, body, key)
      if (
        answer.status !== known.answer.status ||
        lasting(path, answer.text) !== lasting(path, known.answer.text)
      )
        faults.push(`${path} sent again: ${known.answer.text} became ${answer.status} ${answer.text}`)
      return answer
    },
  }
}

/**
 * What the same command answers for ever. Staff sees a booking, its papers or a counter as it stands now, since a stored answer
 * holds no person: of those only whose it is must stay.
 */
function lasting(path: string, text: string): string {
  const whose = /^\/api\/(bookings|counters|sites\/[a-z]+\/prechecks)\b/.test(path)
    ? /^\{"(visit|counter)":"[0-9a-f-]+"/.exec(text)
    : null
  return whose?.[0] ?? text
}

/** How often those things came about that only some histories see. */
export async function seldomSeen(ground: Ground): Promise<Readonly<Record<string, number>>> {
  const [row] = await ground.sql<{ seen: Record<string, number> }>(
    `SELECT json_build_object(
      'offers answered', (SELECT count(*) FROM waitlist_log WHERE event IN ('accepted', 'declined')),
      'offers lapsed', (SELECT count(*) FROM waitlist_log WHERE event = 'lapsed'),
      'plans published', (SELECT count(*) FROM shift_plan WHERE version > 1),
      'new times held for those who lost theirs', (SELECT count(*) FROM replacement WHERE starts_at IS NOT NULL),
      'tickets exchanged', (SELECT count(*) FROM journal WHERE event = 'exchanged'),
      'papers handed in', (SELECT count(*) FROM paper_file),
      'linked visits booked', (SELECT count(*) FROM journal j JOIN visit v ON v.id = j.visit_id
        WHERE j.event = 'booked' AND v.linked_second),
      'booked matters changed at the same time', (SELECT count(*) FROM journal j WHERE j.event = 'matters_changed'
        AND j.from_state = 'booked' AND NOT EXISTS (SELECT FROM journal m WHERE m.visit_id = j.visit_id
          AND m.visit_version = j.visit_version + 1 AND m.event = 'moved'))) AS seen`,
  )
  return row?.seen ?? impossible('nothing counted')
}

/** Everybody who can still give a time back does so; then nobody but those in the hall may have cells. */
export async function giveEverythingBack(ground: Ground): Promise<void> {
  const agents = (await openStaff(ground)).agent
  await ground.run((tx) => expireHolds(tx, 100_000), plus(await ground.now(), 180 * MINUTE))
  const booked = await ground.sql<{ id: string }>("SELECT id FROM visit WHERE state = 'booked'")
  for (const [index, { id }] of booked.entries()) {
    const answer = await agents[index % agents.length]?.call(`/api/bookings/${id}/cancel`)
    // The second of two linked visits went with the first.
    if (answer?.status !== 204 && (await stateOf(ground, id)) !== 'cancelled')
      throw new Error(`${id} could not be cancelled: ${answer?.text}`)
  }
}

async function stateOf(ground: Ground, id: string): Promise<string | undefined> {
  const [visit] = await ground.sql<{ state: string }>('SELECT state FROM visit WHERE id = $1', [id])
  return visit?.state
}
