import { expireHolds } from '#features/booking/actions.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Answer } from '../http.ts'
import { proven } from '../proven.ts'
import { LINKED, type Operation, PEOPLE_KEPT, type Person, type Stage, tokenOf } from './stage.ts'

/** A browser that asked so often gives up, well below what the limit for browsers and contacts allows. */
const PATIENCE = 20

/** Citizens hold, give their contact, confirm, move and cancel; holds run out. */
export function citizenOperations(stage: Stage): readonly Operation[] {
  const { ground, random, pick, recent, command, elsewhere, people, times } = stage

  let held = 0
  const asking = () => {
    const person = recent(people.filter(({ asked }) => asked < PATIENCE))
    if (person) person.asked += 1
    return person
  }

  async function hold(): Promise<Answer> {
    const again = random() < 0.2 ? asking() : undefined
    const visitor = again ? elsewhere(again.visitor) : ground.visitor({ keepAlive: false })
    const { site, startsAt } = pick(times) ?? impossible('no times')
    const body = { matters: mattersOf(stage), site, startsAt, language: 'de' }
    const answer = await command(visitor, '/api/holds', await proven(visitor, body))
    const email = `mensch${held++}@${visitor.address.replaceAll('.', '-')}.example`
    if (!again && answer.status === 200) people.push({ visitor, email, token: undefined, asked: 1 })
    if (people.length > PEOPLE_KEPT) people.splice(0, PEOPLE_KEPT / 2)
    return answer
  }

  async function contact(): Promise<Answer | undefined> {
    const person = asking()
    if (!person) return undefined
    const body = { name: 'Ein Mensch', email: person.email }
    const answer = await command(elsewhere(person.visitor), '/api/holds/mine/contact', body)
    if (answer.status === 200) person.token ??= await tokenOf(ground, person.email)
    return answer
  }

  /** Somebody presses a button behind the link of the mail. */
  async function press(act: 'confirm' | 'cancel' | 'move', body?: unknown): Promise<Answer | undefined> {
    const person = withLink(stage)
    return person && elsewhere(person.visitor).call(`/api/visits/${person.token}/${act}`, body)
  }

  async function letRunOut(): Promise<undefined> {
    const later = plus(await ground.now(), (random() < 0.5 ? 11 : 61) * MINUTE)
    await ground.run((tx) => expireHolds(tx, 5), later)
    return undefined
  }

  return [
    { name: 'hold', weight: 14, play: hold },
    { name: 'contact', weight: 12, play: contact },
    { name: 'confirm', weight: 10, play: () => press('confirm') },
    { name: 'cancel own', weight: 3, play: () => press('cancel') },
    { name: 'move own', weight: 2, play: () => press('move', pick(times)) },
    { name: 'let holds run out', weight: 1, play: letRunOut },
  ]
}

/** Staff books, moves and cancels for callers and changes what they come for; visits at two places are linked. */
export function agentOperations(stage: Stage): readonly Operation[] {
  const { random, pick, recent, command, agent, bookings, linked, times, linkedTimes } = stage

  async function book(known: typeof bookings, wish: Record<string, unknown>): Promise<Answer> {
    const answer = await command(agent(), '/api/bookings', { channel: 'telephone', ...wish })
    if (answer.status === 200) known.push({ id: answer.json.visit, number: answer.json.bookingNumber })
    return answer
  }

  const bookForCaller = () =>
    book(bookings, { matters: mattersOf(stage), ...pick(times), language: 'en', name: 'Wer anruft' })

  const bookLinked = () => {
    const matters = LINKED.map((service) => ({ service, people: 1 }))
    return book(linked, { matters, ...pick(linkedTimes), language: 'de', name: 'Wer zweierlei braucht' })
  }

  async function change(
    known: typeof bookings,
    act: 'move' | 'cancel' | 'matters',
    body?: unknown,
  ): Promise<Answer | undefined> {
    const booking = recent(known)
    return booking && command(agent(), `/api/bookings/${booking.id}/${act}`, body)
  }

  /** More or fewer people and matters; mostly at the time that was booked. */
  const changeMatters = () => {
    const to = random() < 0.15 ? pick(times) : undefined
    const second = random() < 0.3 ? [{ service: 'registration', people: 1 }] : []
    const matters = [...mattersOf(stage).filter(({ service }) => service !== 'registration'), ...second]
    return change(random() < 0.95 ? bookings : linked, 'matters', {
      matters: matters.length > 0 ? matters : mattersOf(stage),
      ...(to && { to }),
    })
  }

  return [
    { name: 'book for a caller', weight: 10, play: bookForCaller },
    { name: 'move', weight: 8, play: () => change(bookings, 'move', pick(times)) },
    { name: 'change booked matters', weight: 5, play: changeMatters },
    { name: 'cancel', weight: 5, play: () => change(bookings, 'cancel') },
    { name: 'book two linked visits', weight: 2.5, play: bookLinked },
    { name: 'move two linked visits', weight: 3, play: () => change(linked, 'move', pick(linkedTimes)) },
    { name: 'cancel two linked visits', weight: 0.7, play: () => change(linked, 'cancel') },
  ]
}

/** What somebody comes for. */
function mattersOf({ pick, random }: Stage) {
  return [
    { service: pick(['identity-card', 'passport', 'registration']) ?? '', people: random() < 0.2 ? 2 : 1 },
  ]
}

/** Somebody who has a link. */
export function withLink({ people, recent }: Stage): Person | undefined {
  return recent(people.filter(({ token }) => token))
}
