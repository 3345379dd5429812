import { describe, expect, it } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, MINUTE } from '#kernel/instant.ts'
import { impossible, ok } from '#kernel/result.ts'
import { openDatabase } from '#platform/db/database.ts'
import { asOwner } from '#test/city.ts'
import { CUTS, type Cut } from '#test/mailServer.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import { claimDue, endAttempt, loadFacts, markHanded } from './actions.ts'
import { buildMail } from './jobs/mime.ts'
import { judge } from './jobs/smtp.ts'
import {
  type MailConnection,
  type MailTransport,
  openTransport,
  sendDueMessages,
  tidyOutbox,
} from './jobs.ts'

const { city, server, transport, deps, later, hold, book, outbox, booked } = openOutboxCity()

describe('a connection that is cut (law 4, R8)', () => {
  const certain = CUTS.filter((cut) => !isUncertain(cut))

  function isUncertain(cut: Cut): boolean {
    return cut === 'after the final dot' || cut === 'in the middle of the answer'
  }

  it.each(certain)('%s: before the final dot, so it is sent in the end, once', async (cut) => {
    await book()
    server().cutNext(cut)
    await sendDueMessages(deps(), city().authority)
    expect(server().received).toEqual([])
    expect((await booked())[0]?.state).toBe('due')
    await sendDueMessages(deps(), later(MINUTE))
    expect(server().received.length).toBe(1)
    expect((await booked())[0]?.state).toBe('sent')
  })

  const uncertain = CUTS.filter(isUncertain)

  it.each(uncertain)('%s: nobody knows, so it is flagged and not repeated', async (cut) => {
    await book('anna@mail.example')
    server().cutNext(cut)
    await sendDueMessages(deps(), city().authority)
    for (const hours of [1, 2, 20]) await sendDueMessages(deps(), later(hours * HOUR))
    // Staff can still ask or repeat: the address stays.
    expect((await booked())[0]).toMatchObject({
      state: 'unknown',
      attempts: 1,
      recipient: 'anna@mail.example',
    })
    expect(server().received.length).toBe(1)
  })

  it.each(uncertain)('control: %s, with the guard taken away the mail goes out twice', async (cut) => {
    await book()
    const careless: MailTransport = {
      ...transport(),
      async connect() {
        const opened = await transport().connect()
        if (!opened.ok) return opened
        const deliver: MailConnection['deliver'] = async (mail, beforeLast) => {
          const delivery = await opened.value.deliver(mail, beforeLast)
          return delivery.outcome === 'unknown' ? { ...delivery, outcome: 'postponed' } : delivery
        }
        return ok({ ...opened.value, deliver })
      },
    }
    server().cutNext(cut)
    await sendDueMessages(deps({ transport: () => careless }), city().authority)
    await sendDueMessages(deps({ transport: () => careless }), later(MINUTE))
    expect(server().received.length).toBe(2)
    // Whoever gets both sees that they are one.
    const ids = server().received.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    expect(new Set(ids).size).toBe(1)
  })

  it('a failure without any answer is uncertain only behind the last byte', () => {
    expect(judge(new Error('gone'), false).outcome).toBe('postponed')
    expect(judge(new Error('gone'), true).outcome).toBe('unknown')
  })
})

describe('a sender that dies', () => {
  async function claimAndDie(): Promise<{ id: Id<'message'>; attemptId: Id<'attempt'> }> {
    return city().database.withAuthority(city().authority, async (tx) => {
      const attemptId = newId<'attempt'>(tx.now)
      const message = await claimDue(tx, attemptId, 'mail')
      return { id: message?.id ?? impossible('nothing due'), attemptId }
    })
  }

  const mark = (id: Id<'message'>, attemptId: Id<'attempt'>) =>
    city().database.withAuthority(city().authority, (tx) => markHanded(tx, id, attemptId))

  it('before the last byte leaves its message to others, which send it once', async () => {
    for (let count = 0; count < 3; count++) await hold()
    await claimAndDie()
    await sendDueMessages(deps(), later(4 * MINUTE))
    expect(server().received.length).toBe(2)
    expect(await tidyOutbox(deps(), later(6 * MINUTE))).toBe(0)
    await sendDueMessages(deps(), later(6 * MINUTE))
    expect((await outbox()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
    expect(new Set(server().received.map(({ to }) => to[0])).size).toBe(3)
  })

  it('behind it leaves one message whose fate is unknown; it is flagged, and the others go out', async () => {
    for (let count = 0; count < 3; count++) await hold()
    const { id, attemptId } = await claimAndDie()
    expect(await mark(id, attemptId)).toBe(true)
    expect(await tidyOutbox(deps(), later(10 * MINUTE))).toBe(0)
    await sendDueMessages(deps(), later(10 * MINUTE))
    expect(await tidyOutbox(deps(), later(30 * MINUTE))).toBe(1)
    await sendDueMessages(deps(), later(40 * MINUTE))
    expect((await outbox()).map(({ state }) => state).sort()).toEqual(['sent', 'sent', 'unknown'])
    expect(server().received.length).toBe(2)
  })

  /** A sender that slept before its last byte wakes up when another one has sent the message. */
  async function wakesUp(asks: boolean): Promise<string> {
    await hold()
    const { authority, database } = { authority: city().authority, database: city().database }
    const { message, facts, attemptId } = await database.withAuthority(authority, async (tx) => {
      const attemptId = newId<'attempt'>(tx.now)
      const message = (await claimDue(tx, attemptId, 'mail')) ?? impossible('nothing due')
      const facts = await loadFacts(tx, deps().links, 'http://127.0.0.1:1', message)
      return { message, attemptId, facts: facts ?? impossible('nothing to tell') }
    })
    const mail = await buildMail(facts, message.recipient)
    const opened = await transport().connect()
    await tidyOutbox(deps(), later(6 * MINUTE))
    await sendDueMessages(deps(), later(6 * MINUTE))
    if (!mail.ok || !opened.ok) return impossible('a mail and a connection')
    const { outcome } = await opened.value.deliver(
      mail.value,
      asks ? () => mark(message.id, attemptId) : undefined,
    )
    opened.value.release()
    return outcome
  }

  it('and one that was only slow gives up before its last byte when another has taken over', async () => {
    expect(await wakesUp(true)).toBe('postponed')
    expect(server().received.length).toBe(1)
    expect((await outbox())[0]?.state).toBe('sent')
  })

  it('control: without asking it sends a second one', async () => {
    expect(await wakesUp(false)).toBe('accepted')
    expect(server().received.length).toBe(2)
  })

  it('and was only slow may still say that it has sent', async () => {
    await hold()
    const { id, attemptId } = await claimAndDie()
    await mark(id, attemptId)
    await tidyOutbox(deps(), later(30 * MINUTE))
    const other = await city().database.withAuthority(city().authority, (tx) =>
      endAttempt(tx, id, newId<'attempt'>(tx.now), { state: 'sent' }),
    )
    expect(other).toBe(false)
    const own = await city().database.withAuthority(city().authority, (tx) =>
      endAttempt(tx, id, attemptId, { state: 'sent' }),
    )
    expect(own).toBe(true)
    expect((await outbox())[0]?.state).toBe('sent')
  })
})

describe('two senders at once', () => {
  it('send every mail once', async () => {
    for (let count = 0; count < 24; count++) await hold(`both${count}@mail.example`)
    const second = openDatabase({ url: city().appUrl, connections: 2 })
    const secondTransport = openTransport({ url: server().url })
    const rounds = await Promise.all([
      sendDueMessages(deps(), city().authority),
      sendDueMessages(deps({ database: second, transport: () => secondTransport }), city().authority),
    ])
    await secondTransport.close()
    await second.close()
    const recipients = server()
      .received.map(({ to }) => to[0])
      .sort()
    expect(recipients).toEqual([...Array(24).keys()].map((n) => `both${n}@mail.example`).sort())
    // Both had their share, or nothing was shown.
    expect(rounds.every(({ sent }) => sent > 0)).toBe(true)
  })

  it('control: without the lock both take the same message', async () => {
    await hold()
    const claim = `UPDATE ${city().authority.schema}.message SET state = 'sending', attempts = attempts + 1
      WHERE id = (SELECT id FROM ${city().authority.schema}.message WHERE state = 'due' LIMIT 1) RETURNING id`
    const taken = await asOwner(city().ownerUrl, (one) =>
      asOwner(city().ownerUrl, async (two) => {
        await one.query('BEGIN')
        const first = await one.query(claim)
        const waiting = two.query(claim)
        await new Promise((resolve) => setTimeout(resolve, 100))
        await one.query('COMMIT')
        return [first.rowCount, (await waiting).rowCount]
      }),
    )
    expect(taken).toEqual([1, 1])
  })
})
