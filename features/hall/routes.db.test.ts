import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { impossible } from '#kernel/result.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'

const MOST = 5
/** A code like that of a link; typed numbers are slowed down sooner. */
const GUESSED_TOKEN = 'A'.repeat(22)
/** The one address that many people share. */
const LIBRARY = '127.60.0.9'
const TICKET = { matters: [{ service: 'identity-card', people: 1 }], language: 'de' }

let ground: Ground

beforeAll(async () => {
  const http = { limits: { sensitive: { max: MOST, seconds: 60 } }, sharedNetworks: [`${LIBRARY}/32`] }
  ground = await openGround({ at: CALLING, server: { http } })
})
afterAll(() => ground.close())

const staff = (login: string) => signIn(ground.visitor(), login)

async function counterId(key: string): Promise<string> {
  const [row] = await ground.sql<{ id: string }>(
    "SELECT c.id FROM counter c JOIN site s ON s.id = c.site_id WHERE c.key = $1 AND s.key = 'mitte'",
    [key],
  )
  return row?.id ?? impossible('no such counter')
}

describe('a counter', () => {
  it('is shown to the one who sits there only', async () => {
    const [clerk, other] = [await staff('schalter'), await staff('schalter2')]
    const path = `/api/counters/${await counterId('1')}`
    expect((await clerk.get(path)).json.code).toBe('not_seated')
    expect((await clerk.call(`${path}/open`)).status).toBe(200)
    expect((await clerk.get(path)).status).toBe(200)
    expect((await other.get(path)).json.code).toBe('not_seated')
    expect((await clerk.call(`${path}/close`)).status).toBe(200)
  })

  it('that the site gives up while somebody is there can still be finished and closed', async () => {
    const clerk = await staff('schalter')
    const id = await counterId('1')
    const press = (key: string, body?: unknown) => clerk.call(`/api/counters/${id}/${key}`, body)
    const display = () => ground.visitor().get('/api/sites/mitte/display')
    const drawn = await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
    await press('open')
    expect((await press('next')).json.visit.ticketNumber).toBe(drawn.json.ticketNumber)
    await ground.sql('UPDATE counter SET active = false WHERE id = $1', [id])
    await ground.run((tx) => tx.changeReference())
    expect((await display()).json.calls).toMatchObject([{ ticketNumber: drawn.json.ticketNumber }])
    expect((await press('start')).status).toBe(200)
    expect((await press('finish', { outcome: 'done' })).json).toMatchObject({ open: true, visit: null })
    expect((await press('close')).json).toMatchObject({ key: '1', open: false })
    expect((await display()).json.calls).toEqual([])
    await ground.sql('UPDATE counter SET active = true WHERE id = $1', [id])
    await ground.run((tx) => tx.changeReference())
  })

  it('shows what another counter has settled of the same visit', async () => {
    const [first, second] = [await staff('schalter'), await staff('schalter2')]
    const [from, to] = [await counterId('1'), await counterId('3')]
    const body = { ...TICKET, matters: [...TICKET.matters, { service: 'registration', people: 1 }] }
    expect((await ground.visitor().call('/api/sites/mitte/tickets', body)).status).toBe(200)
    for (const key of ['open', 'next', 'start'])
      expect((await first.call(`/api/counters/${from}/${key}`)).json.code).toBeUndefined()
    const sent = { counter: null, services: ['registration'], note: null }
    expect((await first.call(`/api/counters/${from}/send`, sent)).status).toBe(200)
    await first.call(`/api/counters/${from}/close`)
    expect((await second.call(`/api/counters/${to}/open`)).status).toBe(200)
    const { matters } = (await second.call(`/api/counters/${to}/next`)).json
    const settled = matters.map((matter: { service: string; outcome: string | null }) => [
      matter.service,
      matter.outcome,
    ])
    expect(Object.fromEntries(settled)).toEqual({ 'identity-card': 'done', registration: null })
    await second.call(`/api/counters/${to}/start`)
    await second.call(`/api/counters/${to}/finish`, { outcome: 'done' })
    expect((await second.call(`/api/counters/${to}/close`)).status).toBe(200)
  })

  it('sends nobody to a site that takes nobody in, or is closed when they are there, but with a reason', async () => {
    const [clerk, id] = [await staff('schalter'), await counterId('1')]
    const press = (key: string, body?: unknown) => clerk.call(`/api/counters/${id}/${key}`, body)
    const send = async (minutes: number, more = {}) =>
      (await press('send-to-site', { site: 'nord', minutes, note: null, ...more })).json
    await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
    for (const key of ['open', 'next', 'start']) expect((await press(key)).status).toBe(200)
    // Nobody has looked at that site before: the press does.
    const promises = ground.server.parts.promises ?? impossible('no promises')
    const lookedAt: string[] = []
    const look = vi.spyOn(promises, 'look').mockImplementation(async (_, site) => lookedAt.push(site.key) > 0)
    const seen = { endsBy: null, spareMinutes: null, extraMinutes: 0, seenAt: CALLING }
    const intake = vi
      .spyOn(promises, 'intake')
      .mockImplementation((_, site) => ({ ...seen, stop: lookedAt.includes(site.key) ? 'ends_late' : null }))
    expect((await send(15)).code).toBe('not_accepted')
    expect(lookedAt).toEqual(['nord'])
    intake.mockReturnValue({ ...seen, stop: null })
    // It closes at noon for an hour, and it is eleven.
    expect((await send(60)).code).toBe('not_accepted')
    expect((await send(60, { despite: 'deadline' })).visit).toBeNull()
    look.mockRestore()
    intake.mockRestore()
    const [entry] = await ground.sql<{ reason: string }>(
      `SELECT reason FROM journal WHERE event = 'ticket_drawn' AND visit_id = (SELECT id FROM visit WHERE follows_visit_id IS NOT NULL)`,
    )
    expect(entry?.reason).toBe('deadline')
    await press('close')
  })
})

describe('a ticket', () => {
  const draw = async (login: string) => (await staff(login)).call('/api/sites/mitte/tickets', TICKET)
  const channelOf = async (visit: string) =>
    (await ground.sql<{ channel: string }>('SELECT channel FROM visit WHERE id = $1', [visit]))[0]?.channel

  it('is drawn at the desk by those who work there, and by nobody of another site', async () => {
    expect(await channelOf((await draw('info')).json.visit)).toBe('desk')
    expect(await channelOf((await draw('telefon')).json.visit)).toBe('kiosk')
    expect((await draw('nord')).status).toBe(403)
  })

  it('is drawn by the API with what a look taken for it has found', async () => {
    const promises = ground.server.parts.promises ?? impossible('no promises')
    let isLooked = false
    const stopped = {
      stop: 'ends_late',
      endsBy: null,
      spareMinutes: null,
      extraMinutes: 0,
      seenAt: CALLING,
    } as const
    const look = vi.spyOn(promises, 'look').mockImplementation(async () => {
      isLooked = true
      return true
    })
    const intake = vi.spyOn(promises, 'intake').mockImplementation(() => (isLooked ? stopped : undefined))
    const answer = await ground.visitor().call('/api/sites/mitte/tickets', TICKET)
    look.mockRestore()
    intake.mockRestore()
    expect(answer.json).toMatchObject({ code: 'not_accepted' })
    // Of a site that nobody knows nothing is looked at.
    expect((await ground.visitor().call('/api/sites/nirgends/tickets', TICKET)).json.code).toBe(
      'unknown_site',
    )
  })

  it('can be drawn so many times a minute from one address', async () => {
    const somebody = ground.visitor()
    const statuses: number[] = []
    for (let press = 0; press <= MOST; press++)
      statuses.push((await somebody.call('/api/sites/mitte/tickets', {})).status)
    expect(statuses.indexOf(429)).toBe(MOST)
  })
})

describe('the kiosk', () => {
  const tries = async (address?: string) => {
    const somebody = ground.visitor(address === undefined ? {} : { address })
    const statuses: number[] = []
    for (let press = 0; press <= MOST; press++)
      statuses.push((await somebody.submit('/kiosk/mitte/check-in', { code: GUESSED_TOKEN })).status)
    return statuses
  }

  it('lets codes be tried as often as the server is set, and more often where many share an address', async () => {
    expect((await tries()).indexOf(429)).toBe(MOST)
    expect(await tries(LIBRARY)).not.toContain(429)
  })
})
