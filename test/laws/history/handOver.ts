import { CHOICE_REASONS } from '#features/hall/model.ts'
import { PARKED_FOR } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import type { Answer } from '../http.ts'
import { pressAt, WALK_INS } from './hall.ts'
import type { Operation, Seat, Stage } from './stage.ts'

const NOTE = 'Ein Foto liegt vor.'
/** How long people say that the way to another site takes them. Minutes. */
const WAYS = [5, 15, 40] as const

/** Counters set people aside, fetch them back, send them on, take over, choose, make a break, and take all of it back. */
export function handOverOperations(stage: Stage): readonly Operation[] {
  const { random, pick, recent, tickets, counters, north } = stage
  const anyone = () => pick(counters) ?? impossible('no counter')

  /** Somebody at a site who is in a state now; whoever is asked for a moment later may not be any more. */
  const someone = async (site: string, state: 'waiting' | 'parked') => pick(await stage.visits(site, state))

  async function choose(): Promise<Answer | undefined> {
    const visit = random() < 0.5 ? await someone('mitte', 'waiting') : recent(tickets)?.id
    if (visit === undefined) return undefined
    return pressAt(stage, anyone(), 'choose', { visit, reason: pick(CHOICE_REASONS) })
  }

  async function fetchBack(): Promise<Answer | undefined> {
    const visit = await someone('mitte', 'parked')
    return visit === undefined ? undefined : pressAt(stage, anyone(), 'fetch', { visit })
  }

  async function takeOver(): Promise<Answer> {
    const [one, other] = counters
    if (!one || !other) return impossible('two counters')
    return random() < 0.5 ? takeFrom(one, other) : takeFrom(other, one)
  }
  const takeFrom = (seat: Seat, { counter }: Seat) => pressAt(stage, seat, 'take-over', { from: counter })

  /** On to the other counter, or to whoever can do one of the matters. */
  async function send(): Promise<Answer> {
    const seat = anyone()
    const service = random() < 0.6 ? pick(seat.services) : undefined
    const counter = service ? null : (pick(counters)?.counter ?? null)
    return pressAt(stage, seat, 'send', { counter, services: service ? [service] : null, note: NOTE })
  }

  async function changeMatters(): Promise<Answer> {
    const people = random() < 0.3 ? 2 : 1
    const services = random() < 0.4 ? WALK_INS.slice(0, 2) : [pick(WALK_INS)]
    return pressAt(stage, anyone(), 'matters', { matters: services.map((service) => ({ service, people })) })
  }

  /** Papers of whoever is at a counter are seen, or were not after all. */
  async function papers(): Promise<Answer | undefined> {
    const seat = anyone()
    const clerk = pick(seat.visitors) ?? impossible('no clerk')
    const shown = await clerk.get(`/api/counters/${seat.counter}`)
    if (shown.status !== 200) return shown
    const matters: readonly { service: string; papers: readonly { paper: string }[] }[] = shown.json.matters
    const all = matters.flatMap(({ service, papers }) => papers.map(({ paper }) => ({ service, paper })))
    const one = pick(all)
    return one && pressAt(stage, seat, 'papers', { papers: [one], seen: random() < 0.7 })
  }

  const away = () =>
    pressAt(stage, anyone(), 'send-to-site', { site: 'nord', note: null, minutes: pick(WAYS) })

  /** Whoever was sent to Nord is served there, or sent back. */
  async function goOnAtNorth(): Promise<Answer | undefined> {
    const visit = await someone('nord', 'waiting')
    if (visit) await pressAt(stage, north, 'choose', { visit, reason: 'colleague' })
    await pressAt(stage, north, 'start')
    if (random() < 0.5)
      return pressAt(stage, north, 'send-to-site', { site: 'mitte', note: NOTE, minutes: pick(WAYS) })
    return pressAt(stage, north, 'finish', { outcome: 'partly' })
  }

  /** Whoever is at the counter goes, or somebody who was set aside. */
  async function left(): Promise<Answer> {
    const parked = random() < 0.3 ? await someone('mitte', 'parked') : undefined
    return pressAt(stage, anyone(), 'left', { visit: parked ?? null })
  }

  const plain = (act: string, weight: number): Operation => ({
    name: act,
    weight,
    play: () => pressAt(stage, anyone(), act, {}),
  })
  return [
    { name: 'choose', weight: 1.5, play: choose },
    { name: 'park', weight: 2, play: () => pressAt(stage, anyone(), 'park', { for: pick(PARKED_FOR) }) },
    { name: 'fetch', weight: 1.5, play: fetchBack },
    { name: 'take over', weight: 1.5, play: takeOver },
    { name: 'send on', weight: 2, play: send },
    { name: 'send to a site', weight: 1, play: away },
    { name: 'go on at the other site', weight: 0.7, play: goOnAtNorth },
    { name: 'change matters', weight: 1, play: changeMatters },
    { name: 'papers', weight: 1, play: papers },
    plain('undo', 4),
    { name: 'left', weight: 0.7, play: left },
    plain('pause', 0.4),
    plain('resume', 1.2),
    { name: 'open', weight: 1.2, play: () => pressAt(stage, anyone(), 'open') },
    { name: 'close the counter', weight: 0.4, play: () => pressAt(stage, anyone(), 'close') },
  ]
}
