import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueWishMessage } from '#features/message/actions.ts'
import {
  type MailTransport,
  openTransport,
  type SenderDeps,
  sendDueMessages,
} from '#features/message/jobs.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { openLog } from '#platform/log/log.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import { type MailServer, startMailServer } from '#test/mailServer.ts'
import {
  addWishForCaller,
  bookForCaller,
  cancelBooking,
  moveBooking,
  searchTimes,
  settleBooking,
} from './actions.ts'

let ground: Ground
let mails: MailServer
let transport: MailTransport
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  mails = await startMailServer()
  transport = openTransport({ url: mails.url })
})
afterAll(async () => {
  await transport.close()
  await mails.stop()
  await ground.close()
})

/** Who has booked which visit. */
const names = new Map<string, string>()
const nameOf = (id: string) => names.get(id)

async function booked(siteKey = 'mitte') {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const contact = { name: `Ada Lind ${people}`, email: `lost${people++}@mail.example`, phone: '0999 1' }
  return ground.run(async (tx) => {
    const found = await searchTimes(tx, { matters, siteKey })
    const startsAt = found.ok ? found.value.times.at(-1)?.startsAt : undefined
    const wish = { matters, siteKey, startsAt: startsAt ?? impossible('no free time'), contact }
    const visit = await bookForCaller(tx, ground.links, { ...wish, language: 'de', channel: 'telephone' })
    if (visit.ok) names.set(visit.value.id, contact.name)
    return visit.ok ? visit.value : impossible(visit.code)
  })
}

const deps = (): SenderDeps => ({
  database: ground.city.database,
  links: ground.links,
  log: openLog({ level: 'silent' }),
  transport: () => transport,
  publicUrl: () => 'https://termine.example',
  punctualityAt: async () => ({ early: 10, late: 10 }),
})

const send = () => sendDueMessages(deps(), ground.authority)

const signedIn = (login: string) => signIn(ground.visitor(), login)

const listOf = async (login: string) => {
  const { json } = await (await signedIn(login)).get('/api/undelivered')
  return json.messages as {
    message: string
    name: string
    phone: string
    kind: string
    why: string
    told: boolean
    tries: number
    isLater: boolean
    language: string
    say: Record<string, string>
  }[]
}

describe('messages that did not arrive', () => {
  it('are listed with person, kind and reason for those who book for people, each with their own site', async () => {
    await booked()
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    const list = await listOf('telefon')
    expect(list).toMatchObject([
      { name: 'Ada Lind 0', phone: '0999 1', kind: 'booked', why: 'refused', told: false },
    ])
    expect(await listOf('info')).toHaveLength(1)
    await booked('nord')
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    expect(await listOf('telefon')).toHaveLength(2)
    expect(await listOf('info')).toHaveLength(1)
    expect((await (await signedIn('schalter')).get('/api/undelivered')).status).toBe(403)
  })

  it('of which nobody knows are sent once more under the same Message-ID', async () => {
    const before = mails.received.length
    await booked()
    mails.cutNext('after the final dot')
    await send()
    const visitor = await signedIn('telefon')
    const [lost] = (await listOf('telefon')).filter(({ why }) => why === 'perhaps')
    expect(lost).toMatchObject({ name: 'Ada Lind 2', kind: 'booked' })
    await send()
    expect(mails.received.length).toBe(before + 1)
    const path = `/api/undelivered/${lost?.message}/send`
    const key = crypto.randomUUID()
    for (let press = 0; press < 2; press++)
      expect((await visitor.call(path, undefined, key)).status).toBe(204)
    await send()
    await send()
    const ids = mails.received.slice(before).map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect((await listOf('telefon')).map(({ message }) => message)).not.toContain(lost?.message)
    expect((await visitor.call(path)).json.code).toBe('not_undelivered')
  })

  it('are noted as told by telephone and back, by those who may, and go with the booking', async () => {
    const visit = await booked('nord')
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    const [lost] = (await listOf('telefon')).filter(({ name }) => name === 'Ada Lind 3')
    const path = `/api/undelivered/${lost?.message}`
    const desk = await signedIn('info')
    for (const way of ['', '/send'])
      expect((await desk.call(path + way, way ? undefined : { outcome: 'told' })).json.code).toBe('forbidden')
    const phone = await signedIn('telefon')
    for (const told of [true, false]) {
      expect((await phone.call(path, { outcome: told ? 'told' : 'open' })).status).toBe(204)
      expect((await listOf('telefon')).find(({ message }) => message === lost?.message)?.told).toBe(told)
    }
    await ground.run((tx) => cancelBooking(tx, visit.id))
    expect((await listOf('telefon')).map(({ message }) => message)).not.toContain(lost?.message)
  })

  it('say in every language what to tell, stand further down after a call in vain, and grow old when a later one says all', async () => {
    await ground.sql('DELETE FROM message')
    const first = await booked()
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    const second = await booked()
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    const phone = await signedIn('telefon')
    const visits = async () =>
      (await listOf('telefon')).map(({ name, tries, isLater }) => ({ name, tries, isLater }))
    const [lost] = await listOf('telefon')
    expect(lost?.say.de).toContain('Ihr Termin ist am')
    expect(lost?.say.en).toContain('Your appointment is on')
    expect(lost?.language).toBe('de')
    const before = await visits()
    expect(before).toHaveLength(2)
    expect((await phone.call(`/api/undelivered/${lost?.message}`, { outcome: 'not_reached' })).status).toBe(
      204,
    )
    expect(await visits()).toEqual([before[1], { ...before[0], tries: 1, isLater: true }])

    // Another message that says all makes the earlier one old, whether it arrives or not.
    const found = await ground.run((tx) =>
      searchTimes(tx, { matters: [{ serviceKey: 'identity-card', people: 1 }], siteKey: 'mitte' }),
    )
    const startsAt = (found.ok && found.value.times.at(-1)?.startsAt) || impossible('no free time')
    const moved = await ground.run((tx) => moveBooking(tx, first.id, { siteKey: 'mitte', startsAt }))
    expect(moved.ok).toBe(true)
    expect((await listOf('telefon')).map(({ name }) => name)).toEqual(
      before.map(({ name }) => name).filter((name) => name !== nameOf(first.id)),
    )
    await send()
    await ground.run((tx) => cancelBooking(tx, second.id))
    expect(await listOf('telefon')).toEqual([])
  })

  it('that nobody need come is told by telephone to who has no other way', async () => {
    const visit = await booked()
    await ground.sql('UPDATE visit_contact SET email = NULL WHERE visit_id = $1', [visit.id])
    await ground.sql('DELETE FROM message')
    expect((await ground.run((tx) => settleBooking(tx, visit.id))).ok).toBe(true)
    expect(await listOf('telefon')).toMatchObject([{ kind: 'settled', why: 'call', told: false }])
  })

  it('about the waitlist stand there too, for those who book at every site, and are sent once more', async () => {
    await ground.run(async (tx) => {
      const added = await addWishForCaller(tx, ground.links, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKeys: [],
        weekdays: [],
        parts: [],
        untilDay: addDays(dayOf(tx.now, 'Europe/Berlin'), 30),
        statedDates: {},
        language: 'de',
        channel: 'telephone',
        contact: { name: 'Wera Wunsch', email: 'wish@mail.example', phone: '0999 7' },
      })
      const wishId = added.ok ? added.value.id : impossible(added.code)
      await queueWishMessage(tx, {
        wishId,
        kind: 'wish_confirm',
        language: 'de',
        channel: 'mail',
        recipient: 'wish@mail.example',
      })
    })
    await ground.sql("UPDATE wish SET state = 'asked'")
    // What is due longer goes first.
    await ground.sql("DELETE FROM message WHERE kind <> 'wish_confirm' AND state = 'due'")
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send()
    const wishesOf = async (login: string) =>
      (await (await signedIn(login)).get('/api/undelivered')).json.wishes as {
        message: string
        told: boolean
      }[]
    expect(await wishesOf('telefon')).toMatchObject([
      {
        name: 'Wera Wunsch',
        phone: '0999 7',
        kind: 'wish_confirm',
        why: 'refused',
        services: ['identity-card'],
      },
    ])
    expect(await wishesOf('info')).toEqual([])
    const [lost] = await wishesOf('telefon')
    const path = `/api/undelivered/${lost?.message}`
    expect((await (await signedIn('info')).call(path, { outcome: 'told' })).json.code).toBe('forbidden')
    const phone = await signedIn('telefon')
    expect((await phone.call(path, { outcome: 'told' })).status).toBe(204)
    expect(await wishesOf('telefon')).toMatchObject([{ told: true }])
    const before = mails.received.length
    expect((await phone.call(`${path}/send`)).status).toBe(204)
    await send()
    expect([mails.received.length - before, await wishesOf('telefon')]).toEqual([1, []])
  })
})
