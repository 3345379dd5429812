import { confirmBookingRoute } from '#features/booking/contract/link.ts'
import {
  challengeRoute,
  giveContactRoute,
  holdTimeRoute,
  searchTimesRoute,
} from '#features/booking/contract.ts'
import { readProof, solveChallenge } from '#features/booking/model/proof.ts'
import type { Counter } from '#features/capacity/model.ts'
import { takesAppointments } from '#features/catalogue/model.ts'
import { MINUTE } from '#kernel/instant.ts'
import type { Mailbox } from '../mailbox.ts'
import { inventPerson } from '../people.ts'
import { between, exponential, pick, type Random } from '../random.ts'
import { type Asked, drawWish } from '../wishes.ts'
import type { CityTime } from './time.ts'
import type { Visitor } from './visitor.ts'

/** Somebody books online so often on average, in minutes. */
const EVERY_MINUTES = 4

/** People choose among the first so many times. */
const FIRST_TIMES = 40
const LINK = /\/v\/([A-Za-z0-9_-]{22})/

export type BookersOptions = {
  readonly authorityKey: string
  readonly offered: readonly (Asked & { readonly mode: 'appointment' | 'walk_in' | 'both' })[]
  readonly counters: readonly Counter[]
  readonly mailbox: Mailbox
  readonly time: CityTime
  readonly random: Random
  readonly newVisitor: () => Visitor
  readonly onFault: (code: string) => void
}

/** People book online like everybody: search, hold, give name and mail, wait for the mail, press its link. */
export async function bookOnline(options: BookersOptions): Promise<void> {
  const { time, random } = options
  for (;;) {
    await time.sleep(exponential(random, EVERY_MINUTES) * MINUTE)
    const visitor = options.newVisitor()
    await bookOnce(options, visitor).finally(() => visitor.close())
  }
}

async function bookOnce(options: BookersOptions, { call }: Visitor): Promise<void> {
  const { time, random, onFault } = options
  const bookable = options.offered.filter((service) => takesAppointments(service.mode))
  const wish = drawWish(random, bookable, options.counters)
  if (!wish) return
  const matters = wish.matters.map(({ serviceKey, people }) => ({ service: serviceKey, people }))
  const asked = matters.map(({ service, people }) => `${service}:${people}`).join(',')
  const found = await call(searchTimesRoute, { query: { matters: asked } })
  if (!found.ok) return onFault(found.code)
  const times = found.value.times.slice(0, FIRST_TIMES)
  if (times.length === 0) return
  const { site, startsAt } = pick(random, times)
  const { contact, birthDate, language } = inventPerson(random)
  await time.sleep(between(random, 5, 30) * 1000)
  const work = await call(challengeRoute, { query: { matters: asked } })
  if (!work.ok) return onFault(work.code)
  const proof = await solve(work.value.challenge)
  const held = await call(holdTimeRoute, { body: { matters, site, startsAt, language, proof } })
  if (!held.ok)
    return held.code === 'time_taken' || held.code === 'time_past' ? undefined : onFault(held.code)
  await time.sleep(between(random, 30, 120) * 1000)
  const email = contact.email ?? ''
  const given = await call(giveContactRoute, {
    body: { name: contact.name, email, ...(wish.scarce ? { birthDate } : {}) },
  })
  // Somebody of that name may have a booking already: then it ends here, as for everybody.
  if (!given.ok)
    return given.code === 'no_hold' || given.code === 'has_open_booking' ? undefined : onFault(given.code)
  for (let tries = 0; tries < 5; tries++) {
    await time.sleep(between(random, 20, 60) * 1000)
    const token = await linkIn(options, email)
    if (!token) continue
    const confirmed = await call(confirmBookingRoute, { params: { token } })
    if (!confirmed.ok && confirmed.code !== 'hold_over') onFault(confirmed.code)
    return
  }
}

/** Numbers that are tried before others on this thread have their turn. */
const AT_A_TIME = 5_000

/** Solves a challenge as a browser's worker does, a piece at a time: the demo lives in the server's process. */
async function solve(challenge: string): Promise<string> {
  const numbers = readProof(challenge)?.numbers ?? 0
  for (let from = 0; from < numbers; from += AT_A_TIME) {
    const proof = solveChallenge(challenge, undefined, from, from + AT_A_TIME)
    if (proof) return proof
    await new Promise((resolve) => setImmediate(resolve))
  }
  return challenge
}

/** The token of the link in the newest mail to an address. */
async function linkIn({ mailbox, authorityKey }: BookersOptions, email: string): Promise<string | undefined> {
  const mails = await mailbox.listMails(authorityKey, 40)
  const mine = mails.find(({ to }) => to.includes(email))
  const mail = mine && (await mailbox.readMail(authorityKey, mine.id))
  return mail && LINK.exec(mail.text)?.[1]
}
