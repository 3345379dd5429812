import { describe, expect, it } from 'vitest'
import { MINUTE } from '#kernel/instant.ts'
import { asOwner } from '#test/city.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import { sendDueMessages } from './jobs.ts'

const { city, server, deps, later, hold, book, booked } = openOutboxCity()

const sql = (text: string) =>
  asOwner(city().ownerUrl, (client) =>
    client.query(text.replaceAll('message', `${city().authority.schema}.message`)),
  )

describe('several at once', () => {
  it('leave over a few connections, each once, the longest due first', async () => {
    const all = Array.from(
      { length: 40 },
      (_, number) => `row${String(number).padStart(2, '0')}@mail.example`,
    )
    for (const address of all) await hold(address)
    const round = await sendDueMessages(deps({ sendsAtOnce: 4 }), city().authority)
    expect(round.sent).toBe(40)
    expect(server().sessions()).toBe(4)
    const recipients = server().received.map(({ to }) => to[0] ?? '')
    expect(recipients.toSorted()).toEqual(all)
    // Each connection has one mail in hand: none comes in more than those few places beside its turn.
    for (const [place, address] of recipients.entries())
      expect(Math.abs(place - all.indexOf(address))).toBeLessThan(12)
  })

  it('are no more than are worth a connection', async () => {
    for (let count = 0; count < 5; count++) await hold()
    await sendDueMessages(deps(), city().authority)
    expect(server().sessions()).toBe(2)
  })

  it('do not let somebody wait at the screen because many reminders are due longer', async () => {
    for (let count = 0; count < 8; count++) await book(`many${count}@mail.example`)
    await sql(`DELETE FROM message WHERE kind = 'confirm'`)
    await sql(`DELETE FROM message WHERE kind = 'reminder'`)
    await sql(
      `UPDATE message SET kind = 'reminder', lead_hours = 1, due_at = due_at - interval '1 hour',
        about_at = (SELECT appointment_at FROM ${city().authority.schema}.visit WHERE id = visit_id)`,
    )
    await hold('waits@mail.example')
    await sendDueMessages(deps({ sendsAtOnce: 1 }), city().authority)
    expect(server().received[0]?.to).toEqual(['waits@mail.example'])
    expect(server().received.length).toBe(9)
  })
})

describe('an address that a mail server refuses for good', () => {
  const bookFor = async (email: string) => {
    const visit = await book(email)
    await sql(`DELETE FROM message WHERE kind = 'confirm'`)
    return visit
  }

  it('gets nothing more after the second refusal, and staff reads why', async () => {
    for (let count = 0; count < 2; count++) {
      await bookFor('bea@mail.example')
      server().answerNext('RCPT', '550 5.1.1 no such mailbox')
      await sendDueMessages(deps(), later(count))
    }
    await bookFor('bea@mail.example')
    await sendDueMessages(deps(), later(MINUTE))
    expect((await booked()).map(({ failure }) => failure)).toEqual([
      'command RCPT TO 550',
      'command RCPT TO 550',
      'address_stopped',
    ])
    expect(server().received).toEqual([])
    // Others are not concerned.
    await book('carl@mail.example')
    await sendDueMessages(deps(), later(2 * MINUTE))
    expect(server().received.map(({ to }) => to[0])).toEqual(['carl@mail.example'])
  })

  it('is tried again when it has taken one in between, or when the refusals were not about it', async () => {
    const answers = [
      '550 5.1.1 no such mailbox',
      undefined,
      '550 5.1.1 no such mailbox',
      '554 5.7.1 relay denied',
      undefined,
    ]
    for (const [minute, answer] of answers.entries()) {
      await bookFor('dora@mail.example')
      if (answer) server().answerNext('RCPT', answer)
      await sendDueMessages(deps(), later(minute * MINUTE))
    }
    expect((await booked()).map(({ state }) => state)).toEqual(['failed', 'sent', 'failed', 'failed', 'sent'])
  })
})
