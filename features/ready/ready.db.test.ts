import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { listUndelivered } from '#features/message/actions.ts'
import {
  forgetOldRecipients,
  openTransport,
  type SenderDeps,
  sendDueMessages,
} from '#features/message/jobs.ts'
import { mattersOf } from '#features/visit/actions.ts'
import { deleteOldContacts } from '#features/visit/jobs.ts'
import { type Visit, writeReference } from '#features/visit/model.ts'
import { DAY, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { openLog } from '#platform/log/log.ts'
import { asOwner } from '#test/city.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import type { Visitor } from '#test/laws/http.ts'
import { type MailServer, startMailServer } from '#test/mailServer.ts'
import { tellReady, untellReady } from './actions.ts'

let ground: Ground
let mails: MailServer
let clerk: Visitor
let people = 0
let tickets = 900

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  mails = await startMailServer()
  clerk = await signIn(ground.visitor(), 'info')
})
afterAll(async () => {
  await mails.stop()
  await ground.close()
})
beforeEach(() => ground.sql('DELETE FROM message'))

/** Somebody who was served yesterday, so to say; with the reference of their matter. */
async function served({
  siteKey = 'mitte',
  services = ['identity-card'],
  email = `ready${people}@mail.example` as string | null,
  state = 'done',
} = {}): Promise<{ visit: Visit; references: string[] }> {
  const matters = services.map((serviceKey) => ({ serviceKey, people: 1 }))
  const contact = { name: `Ida Fertig ${people++}`, email, phone: '0999 1' }
  const made = await ground.run(async (tx) => {
    const found = await searchTimes(tx, { matters, siteKey })
    const startsAt = found.ok ? found.value.times.at(-1)?.startsAt : undefined
    const wish = { matters, siteKey, startsAt: startsAt ?? impossible('no free time'), contact }
    const visit = await bookForCaller(tx, ground.links, { ...wish, language: 'de', channel: 'telephone' })
    if (!visit.ok) return impossible(visit.code)
    const known = (await mattersOf(tx, [visit.value.id])).get(visit.value.id) ?? []
    return { visit: visit.value, references: known.map(({ reference }) => writeReference(reference)) }
  })
  await be(made.visit, state)
  await ground.sql('DELETE FROM message')
  return made
}

/** Past the life of a visit, which has tests of its own. */
const be = ({ id }: Visit, state: string) =>
  asOwner(ground.city.ownerUrl, async (owner) => {
    await owner.query('SET session_replication_role = replica')
    await owner.query(
      `UPDATE ${ground.authority.schema}.visit SET state = $2, reference_at = appointment_at, due_at = appointment_at,
         callable_from = appointment_at, ticket_number = $3 WHERE id = $1`,
      [id, state, ++tickets],
    )
  })

const send = (minutes: number) => {
  const { authority, city, links } = ground
  const transport = openTransport({ url: mails.url })
  const deps: SenderDeps = {
    database: city.database,
    links,
    log: openLog({ level: 'silent' }),
    transport: () => transport,
    publicUrl: () => 'https://termine.example',
    punctualityAt: async () => ({ early: 10, late: 10 }),
  }
  const later = { ...authority, demoOffset: authority.demoOffset + minutes * MINUTE }
  return sendDueMessages(deps, later).finally(() => transport.close())
}

const tell = async (...numbers: string[]) => (await clerk.call('/api/ready-documents', { numbers })).json

describe('a finished document', () => {
  it('is told of once, after ten minutes, however its number is written, and after the visit', async () => {
    const { visit, references } = await served()
    const before = mails.received.length
    const first = await tell(references[0] ?? '', visit.bookingNumber ?? '')
    expect([first.told.length, first.notTold.map(({ why }: { why: string }) => why)]).toEqual([1, ['told']])
    expect((await tell(references[0] ?? '')).notTold).toMatchObject([
      { why: 'told', name: first.told[0].name },
    ])
    await send(9)
    expect(mails.received.length).toBe(before)
    await send(40 * 24 * 60)
    expect(mails.received.slice(before).map(({ to }) => to[0])).toEqual([`ready${people - 1}@mail.example`])
    expect(mails.received.at(-1)?.raw).toContain('fertig')
    await ground.city.unchanged()
  })

  it('of one of two matters tells of this one alone, and a number for both of none', async () => {
    const { visit, references } = await served({ services: ['identity-card', 'passport'] })
    const came = await tell(visit.bookingNumber ?? '', references[0] ?? '')
    expect(came.notTold).toMatchObject([{ why: 'several' }])
    expect(came.told).toHaveLength(1)
    await send(11)
    const text = (mails.received.at(-1)?.raw ?? '').replaceAll(/=\r\n/g, '')
    expect(text).toContain(references[0])
    expect(text).not.toContain(references[1])
  })

  it('that does not fit says why, with the number to call where one is known', async () => {
    const [missing, elsewhere, open, deleted] = [
      await served({ email: null }),
      await served({ siteKey: 'nord' }),
      await served({ state: 'booked' }),
      await served(),
    ]
    await ground.sql('DELETE FROM visit_contact WHERE visit_id = $1', [deleted.visit.id])
    const all = [missing, elsewhere, open, deleted].map(({ references }) => references[0] ?? '')
    const { told, notTold } = await tell(...all, 'V-AAA-AAA-AAA', 'odd <b>')
    expect(told).toEqual([])
    expect(notTold.map(({ why, phone }: { why: string; phone: string | null }) => `${why} ${phone}`)).toEqual(
      ['call 0999 1', 'unknown null', 'not_served 0999 1', 'gone null', 'unknown null', 'unknown null'],
    )
  })

  it('of somebody who left a number alone is a call, which stays on the list for a month', async () => {
    const { references } = await served({ email: null })
    await tell(references[0] ?? '')
    const calls = (minutes: number) =>
      ground.run((tx) => listUndelivered(tx, null), plus(CALLING, minutes * MINUTE))
    expect(await calls(9)).toEqual([])
    expect(await calls(11)).toMatchObject([
      { kind: 'ready', channel: 'telephone', state: 'due', toldAt: null },
    ])
    expect(await calls(31 * 24 * 60)).toEqual([])
  })

  it('is taken back while its message waits, and can be told of again', async () => {
    const { references } = await served()
    const before = mails.received.length
    const undo = (run: string) => clerk.call(`/api/ready-documents/${run}/undo`)
    const { run } = await tell(references[0] ?? '')
    expect((await undo(run)).json).toEqual({ taken: 1, out: 0 })
    expect((await undo(run)).json.code).toBe('unknown_run')
    await send(11)
    expect(mails.received.length).toBe(before)
    const again = await tell(references[0] ?? '')
    await send(11)
    expect((await undo(again.run)).json).toEqual({ taken: 0, out: 1 })
    expect(mails.received.length).toBe(before + 1)
  })

  it('that did not arrive stands on the list of what did not, and its address is remembered so long', async () => {
    const { references } = await served()
    await tell(references[0] ?? '')
    mails.answerNext('RCPT', '550 5.1.1 no such mailbox')
    await send(11)
    const { json } = await clerk.get('/api/undelivered')
    expect(json.messages).toMatchObject([{ kind: 'ready', why: 'refused', phone: '0999 1' }])
    await ground.run(forgetOldRecipients, plus(CALLING, 10 * DAY))
    const [row] = await ground.sql<{ recipient: string }>('SELECT recipient FROM message')
    expect(row?.recipient).not.toBe('')
  })
})

describe('of two who enter the same list at once', () => {
  const race = async () => {
    const { references } = await served()
    const runs = await Promise.all(
      [1, 2].map(() => ground.run((tx) => tellReady(tx, [references[0] ?? ''], null)).catch(() => undefined)),
    )
    const rows = await ground.sql("SELECT 1 FROM message WHERE kind = 'ready'")
    const taken = await Promise.all(
      runs.flatMap((run) => (run ? [ground.run((tx) => untellReady(tx, run.runId))] : [])),
    )
    return { messages: rows.length, runs: taken.filter(({ ok }) => ok).length }
  }

  it('one tells, the other hears that it was done', async () => {
    for (let round = 0; round < 5; round++) expect(await race()).toEqual({ messages: 1, runs: 1 })
  })

  it('without the key both do (control)', async () => {
    const schema = ground.authority.schema
    await asOwner(ground.city.ownerUrl, async (owner) => {
      await owner.query(`ALTER TABLE ${schema}.ready_document DROP CONSTRAINT ready_document_once`)
      await owner.query(
        `ALTER TABLE ${schema}.ready_document ADD CONSTRAINT ready_document_once UNIQUE (matter_id, run_id)`,
      )
    })
    const found: number[] = []
    for (let round = 0; round < 20 && !found.includes(2); round++) found.push((await race()).messages)
    expect(found).toContain(2)
  })
})

it('contacts of services whose documents take long are kept as long, of those who were served', async () => {
  const [long, usual, away] = [
    await served(),
    await served({ services: ['registration'] }),
    await served({ state: 'no_show' }),
  ]
  await ground.sql("UPDATE service SET contact_days = 60 WHERE key = 'identity-card'")
  const kept = async (days: number) => {
    await ground.run(deleteOldContacts, plus(long.visit.appointmentAt ?? CALLING, days * DAY))
    const rows = await ground.sql<{ id: string }>('SELECT visit_id AS id FROM visit_contact')
    return [long, usual, away].map(({ visit }) => rows.some(({ id }) => id === visit.id))
  }
  expect(await kept(13)).toEqual([true, true, true])
  expect(await kept(20)).toEqual([true, false, false])
  expect(await kept(59)).toEqual([true, false, false])
  expect(await kept(62)).toEqual([false, false, false])
})
