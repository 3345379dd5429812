import { DESK_REASONS } from '#features/hall/model.ts'
import { NEEDS } from '#features/visit/model.ts'
import type { Answer } from '../http.ts'
import { WALK_INS } from './hall.ts'
import type { Operation, Stage, Ticket } from './stage.ts'

/** Where the desk is. */
const SITE = 'mitte'

/**
 * What the desk was answered; nothing where it is refused because the visit is at another site by now: sent on, or moved
 * by whoever took a time instead. The desk of this one has no business there.
 */
export async function ownBusiness(
  { ground }: Stage,
  { id }: Ticket,
  answer: Answer,
): Promise<Answer | undefined> {
  if (answer.status !== 403) return answer
  const [row] = await ground.sql<{ key: string }>(
    'SELECT s.key FROM visit v JOIN site s ON s.id = v.site_id WHERE v.id = $1',
    [id],
  )
  return row?.key === SITE ? answer : undefined
}

/** The information desk and people's own phones: away and back, credits, needs, matters, parties that part, people who leave. */
export function deskOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, command, informer, tickets } = stage
  // Most of those who came before them are gone.
  const newest = () => pick(tickets.slice(-20))

  const atDesk = async (act: string, body: unknown = {}): Promise<Answer | undefined> => {
    const ticket = newest()
    if (!ticket) return undefined
    return ownBusiness(stage, ticket, await command(informer(), `/api/hall/${ticket.id}/${act}`, body))
  }

  async function byPhone(act: 'away' | 'back' | 'needs'): Promise<Answer | undefined> {
    const ticket = newest()
    const idempotencyKey = crypto.randomUUID()
    const said = { away: { minutes: '10' }, back: {}, needs: { need: pick(NEEDS) ?? '' } }[act]
    const phone = ground.visitor({ keepAlive: false })
    return ticket && phone.submit(`/w/${ticket.token}/${act}`, { ...said, idempotencyKey })
  }

  async function unpark(): Promise<Answer | undefined> {
    const parked = pick(await stage.visits(SITE, 'parked'))
    return parked === undefined ? undefined : command(informer(), `/api/hall/${parked}/unpark`, {})
  }

  const matters = () => [{ service: pick(WALK_INS), people: random() < 0.3 ? 2 : 1 }]
  return [
    { name: 'away', weight: 1, play: () => atDesk('away', { minutes: random() < 0.5 ? null : 5 }) },
    { name: 'back', weight: 0.8, play: () => atDesk('back') },
    { name: 'away by phone', weight: 0.7, play: () => byPhone('away') },
    { name: 'back by phone', weight: 0.7, play: () => byPhone('back') },
    { name: 'needs by phone', weight: 0.5, play: () => byPhone('needs') },
    { name: 'credit', weight: 1.5, play: () => atDesk('credit', { reason: pick(DESK_REASONS) }) },
    { name: 'needs', weight: 0.7, play: () => atDesk('needs', { needs: [pick(NEEDS)] }) },
    { name: 'matters', weight: 0.7, play: () => atDesk('matters', { matters: matters() }) },
    { name: 'split', weight: 1, play: () => atDesk('split', { people: 1, services: [pick(WALK_INS)] }) },
    { name: 'leave', weight: 2, play: () => atDesk('leave') },
    { name: 'unpark', weight: 0.7, play: unpark },
    { name: 'told', weight: 1, play: () => atDesk('told') },
    { name: 'undo at the desk', weight: 1.5, play: () => atDesk('undo') },
  ]
}
