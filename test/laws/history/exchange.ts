import type { Answer } from '../http.ts'
import { ownBusiness } from './desk.ts'
import type { Booking, Operation, Stage } from './stage.ts'

/**
 * People who wait give their number for a time at the same site, by phone or at the desk; the desk takes it back. From then
 * on it is a booking: moved, given up, arrived with.
 */
export function exchangeOperations(stage: Stage): readonly Operation[] {
  const { ground, pick, recent, command, agent, informer, tickets, times } = stage
  // At their site: of whoever has gone to another one the desk here sees nothing more.
  const here = times.filter(({ site }) => site === 'mitte')
  const exchanged: Booking[] = []
  // Most of those who came before them are gone.
  const newest = () => pick(tickets.slice(-20))

  async function atDesk(): Promise<Answer | undefined> {
    const [ticket, time] = [newest(), pick(here)]
    if (!ticket || !time) return undefined
    stage.givesUpNumber(ticket)
    const body = { startsAt: time.startsAt }
    const answer = await command(informer(), `/api/hall/${ticket.id}/exchange`, body)
    if (answer.status === 200) exchanged.push({ id: ticket.id, number: answer.json.bookingNumber })
    return ownBusiness(stage, ticket, answer)
  }

  async function byPhone(): Promise<Answer | undefined> {
    const [ticket, time] = [newest(), pick(here)]
    if (!ticket || !time) return undefined
    stage.givesUpNumber(ticket)
    const phone = ground.visitor({ keepAlive: false })
    const said = { time: time.startsAt, idempotencyKey: crypto.randomUUID() }
    return phone.submit(`/w/${ticket.token}/exchange`, said)
  }

  async function takeBack(): Promise<Answer | undefined> {
    const ticket = newest()
    return ticket && ownBusiness(stage, ticket, await command(informer(), `/api/hall/${ticket.id}/undo`, {}))
  }

  async function change(act: 'move' | 'cancel'): Promise<Answer | undefined> {
    const booking = recent(exchanged)
    const to = act === 'move' ? pick(here) : undefined
    return booking && command(agent(), `/api/bookings/${booking.id}/${act}`, to)
  }

  async function come(): Promise<Answer | undefined> {
    const code = recent(exchanged)?.number
    const kiosk = ground.visitor({ keepAlive: false })
    return code === undefined ? undefined : command(kiosk, '/api/sites/mitte/check-in', { code })
  }

  return [
    { name: 'exchange', weight: 2, play: atDesk },
    { name: 'exchange by phone', weight: 1, play: byPhone },
    { name: 'take an exchange back', weight: 0.7, play: takeBack },
    { name: 'move an exchanged time', weight: 0.5, play: () => change('move') },
    { name: 'give an exchanged time up', weight: 0.4, play: () => change('cancel') },
    { name: 'come for an exchanged time', weight: 0.8, play: come },
  ]
}
