import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import {
  confirmBooking,
  giveContact,
  holdTime,
  saveHoldContact,
  searchTimes,
} from '#features/booking/actions.ts'
import { type MailTransport, openTransport, type SenderDeps } from '#features/message/jobs.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { localDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken, linkToken, secretFrom } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner, type City, openCity } from './city.ts'
import { type MailServer, startMailServer } from './mailServer.ts'

const links: Links = {
  tokenOf: (authority, visitId, generation) =>
    linkToken(secretFrom('x'.repeat(32), 'links'), authority, visitId, generation),
  digestOf: hashToken,
}
/** Far enough ahead for the clock to be turned. */
const FIRST_DAY = localDate('2027-03-03')

type Row = { kind: string; state: string; attempts: number; failure: string | null; recipient: string }

/** Opens a city for the tests of this file, with an empty outbox and a mail server of its own for each of them. */
export function openOutboxCity() {
  let city: City
  let server: MailServer
  let transport: MailTransport
  let bookings = 0

  beforeAll(async () => {
    city = await openCity()
  })
  beforeEach(async () => {
    server = await startMailServer()
    transport = openTransport({ url: server.url })
  })
  afterEach(async () => {
    await transport.close()
    await server.stop()
    await asOwner(city.ownerUrl, (client) => client.query(`DELETE FROM ${city.authority.schema}.message`))
    await city.unchanged()
  })
  afterAll(() => city.drop())

  function deps(changes: Partial<SenderDeps> = {}): SenderDeps {
    return {
      database: city.database,
      links,
      log: openLog({ level: 'silent' }),
      transport: () => transport,
      publicUrl: () => 'http://127.0.0.1:1',
      punctualityAt: async () => ({ early: 12, late: 7 }),
      ...changes,
    }
  }

  /** The authority some time later. */
  function later(milliseconds: number): Authority {
    return { ...city.authority, demoOffset: city.authority.demoOffset + milliseconds }
  }

  /** Books the next free time online; its mail to be confirmed is then in the outbox. */
  async function hold(email = `person${bookings}@mail.example`, name = 'Anna Muster'): Promise<Visit> {
    const booking = bookings++
    return city.database.withAuthority(city.authority, async (tx) => {
      const browser = `browser ${booking}`
      const matters = [{ serviceKey: 'identity-card', people: 1 }]
      const found = await searchTimes(tx, { matters, siteKey: 'mitte', fromDay: FIRST_DAY })
      const free = found.ok ? found.value.times[0] : undefined
      const startsAt = free?.startsAt ?? impossible('no free time')
      const held = await holdTime(tx, links, {
        matters,
        siteKey: 'mitte',
        startsAt,
        language: 'de',
        channel: 'online',
        browser,
      })
      if (!held.ok) return impossible(held.code)
      await saveHoldContact(tx, browser, { name, email, phone: null })
      const given = await giveContact(tx, links, browser)
      return given.ok ? given.value.visit : impossible(given.code)
    })
  }

  async function book(email?: string, name?: string): Promise<Visit> {
    const visit = await hold(email, name)
    return city.database.withAuthority(city.authority, async (tx) => {
      const booked = await confirmBooking(tx, visit.id)
      return booked.ok ? booked.value : impossible(booked.code)
    })
  }

  /** All but reminders, which have tests of their own. */
  async function outbox(): Promise<Row[]> {
    return asOwner(city.ownerUrl, async (client) => {
      const { rows } = await client.query<Row>(
        `SELECT kind, state, attempts, failure, recipient FROM ${city.authority.schema}.message WHERE kind <> 'reminder' ORDER BY id`,
      )
      return rows
    })
  }

  /** Only the mails of booked visits: what was to be confirmed is out of date by then. */
  async function booked(): Promise<Row[]> {
    return (await outbox()).filter((row) => row.kind === 'booked')
  }

  return {
    city: () => city,
    server: () => server,
    transport: () => transport,
    /** Starts the mail server on the same port once more. */
    startAgain: async () => {
      server = await startMailServer(Number(new URL(server.url).port))
    },
    deps,
    later,
    hold,
    book,
    outbox,
    booked,
  }
}
