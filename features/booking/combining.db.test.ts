import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { closeMitte } from '#test/closing.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround, signIn } from '#test/laws/ground.ts'
import { replaceNext } from './actions.ts'
import { liveReplacement } from './store/replacement.ts'

const CARD = { service: 'identity-card', people: 1 }
const PASSPORT = { service: 'passport', people: 1 }
const REGISTRATION = { service: 'registration', people: 1 }

let ground: Ground

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql(
    "UPDATE service SET shared_step = 'photo', shared_minutes = 5 WHERE key IN ('identity-card', 'passport')",
  )
  await ground.sql(`INSERT INTO service_apart (one_id, other_id)
    SELECT least(a.id, b.id), greatest(a.id, b.id) FROM service a, service b
    WHERE a.key = 'passport' AND b.key = 'registration'`)
  await ground.run((tx) => tx.changeReference())
})
afterAll(() => ground.close())

const REFUSED = { status: 409, json: { code: 'do_not_combine' } }

it('what is not done in one visit is refused to citizens, for callers, on the waitlist and as a ticket', async () => {
  const citizen = ground.visitor()
  const agent = await signIn(ground.visitor(), 'telefon')
  const desk = await signIn(ground.visitor(), 'info')
  for (const asked of ['registration:1,passport:1', 'passport:1,identity-card:1,registration:1'])
    expect(await citizen.get(`/api/times?matters=${asked}`)).toMatchObject(REFUSED)
  const { json } = await citizen.get('/api/times?matters=registration:1&site=mitte')
  const matters = [REGISTRATION, PASSPORT]
  const [time] = json.times
  const booking = { channel: 'telephone', matters, site: 'mitte', startsAt: time.startsAt, language: 'de' }
  expect(await agent.call('/api/bookings', { ...booking, name: 'Ada Lind' })).toMatchObject(REFUSED)
  const wish = {
    channel: 'telephone',
    matters,
    sites: [],
    weekdays: [],
    parts: [],
    untilDay: '2027-03-29',
    language: 'de',
  }
  const contact = { name: 'Ada Lind', phone: '0170 1234567' }
  expect(await agent.call('/api/waitlist', { ...wish, ...contact })).toMatchObject(REFUSED)
  expect(await desk.call('/api/sites/mitte/tickets', { matters, language: 'de' })).toMatchObject(REFUSED)
  // Each by itself is had.
  expect(
    (await agent.call('/api/bookings', { ...booking, matters: [REGISTRATION], name: 'Ada Lind' })).status,
  ).toBe(200)
})

it('a booking takes the minutes of a shared step once', async () => {
  const agent = await signIn(ground.visitor(), 'telefon')
  const { json } = await agent.get('/api/times?matters=identity-card:1,passport:1&site=nord')
  const booked = await agent.call('/api/bookings', {
    channel: 'telephone',
    matters: [CARD, PASSPORT],
    site: 'nord',
    startsAt: json.times[0]?.startsAt ?? impossible('no free time'),
    language: 'de',
    name: 'Bo Lind',
  })
  expect(booked.status).toBe(200)
  // 15 and 20 minutes, 5 of them in common: six cells of five minutes.
  const [taken] = await ground.sql<{ cells: string }>(
    'SELECT count(*) AS cells FROM claim_cell JOIN claim ON claim.id = claim_id WHERE visit_id = $1',
    [booked.json.visit],
  )
  expect(Number(taken?.cells)).toBe(6)
})

it('programs and screens read which services keep apart, from either side, and what is shared', async () => {
  const { json } = await ground.visitor().get('/api/services')
  const said = json.services.map(
    ({
      key,
      notWith,
      sharedStep,
    }: {
      key: string
      notWith: string[]
      sharedStep: { key: string } | null
    }) => [key, notWith, sharedStep?.key ?? null],
  )
  expect(said).toEqual([
    ['identity-card', [], 'photo'],
    ['passport', ['registration'], 'photo'],
    ['registration', ['passport'], null],
    ['pick-up', [], null],
  ])
})

it('the page of matters says at once which two need two bookings, and the times lead back to it', async () => {
  const who = ground.visitor()
  const page = await who.get('/booking?m=identity-card:1&m=passport:1&m=registration:1')
  expect(page.text).toContain(
    '„Reisepass beantragen“ und „Wohnung anmelden“ erledigen wir nur in zwei Terminen',
  )
  expect((await who.get('/booking?m=identity-card:1&m=passport:1')).text).not.toContain('in zwei Terminen')
  const times = await who.get('/booking/times?m=passport:1&m=registration:1')
  expect([times.status, times.headers.location]).toEqual([303, '/booking?m=passport:1&m=registration:1'])
})

it('a booking made before a new rule moves as it is, and gets another time when its own is closed', async () => {
  const agent = await signIn(ground.visitor(), 'telefon')
  const matters = 'identity-card:2,registration:1'
  const timesFor = async (asked: string, site: string) =>
    (await agent.get(`/api/times?matters=${asked}&site=${site}`)).json.times ?? []
  const [time] = await timesFor(matters, 'mitte')
  const booked = await agent.call('/api/bookings', {
    channel: 'telephone',
    matters: [{ ...CARD, people: 2 }, REGISTRATION],
    site: 'mitte',
    startsAt: time?.startsAt ?? impossible('no free time'),
    language: 'de',
    name: 'Cy Lind',
    companions: ['Di Lind'],
    email: 'cy@mail.example',
  })
  expect(booked.json).toMatchObject({ state: 'booked' })
  const id = asId<'visit'>(booked.json.visit)
  await ground.sql(`INSERT INTO service_apart (one_id, other_id)
    SELECT least(a.id, b.id), greatest(a.id, b.id) FROM service a, service b
    WHERE a.key = 'identity-card' AND b.key = 'registration'`)
  await ground.sql("UPDATE service SET people_limit = 1 WHERE key = 'identity-card'")
  await ground.run((tx) => tx.changeReference())
  await expect
    .poll(async () => (await agent.get(`/api/times?matters=${matters}`)).json, { timeout: 60_000 })
    .toMatchObject(REFUSED.json)
  const standing = await timesFor(`${matters}&standing=true`, 'nord')
  const body = { site: 'nord', startsAt: standing[0]?.startsAt ?? impossible('no other time') }
  expect((await agent.call(`/api/bookings/${id}/move`, body)).json).toMatchObject({ site: 'nord' })
  const path = `/v/${ground.links.tokenOf(ground.authority.key, id, 1)}/move?lang=de`
  const page = await ground.visitor().get(path)
  expect([page.status, page.text]).toEqual([200, expect.stringMatching(/value="(mitte|nord)_2027-/)])
  const [back] = await timesFor(`${matters}&standing=true`, 'mitte')
  const moved = await ground.visitor().submit(path, { time: `mitte_${back.startsAt}` })
  expect([moved.status, moved.headers.location]).toEqual([303, expect.stringContaining('moved=1')])

  const { day } = (await ground.run((tx) => loadVisit(tx, id))) ?? impossible('no visit')
  await ground.run((tx) => closeMitte(tx, { firstDay: day, lastDay: day }))
  while (await ground.run(replaceNext));
  expect(await ground.run((tx) => liveReplacement(tx, id))).toMatchObject({ state: 'open', minutes: 45 })

  // What nobody does any more has no times: the page says so, and whom to call.
  await ground.sql("UPDATE service SET active = false WHERE key = 'registration'")
  await ground.run((tx) => tx.changeReference())
  const gone = await ground.visitor().get(path)
  expect([gone.status, gone.text]).toEqual([200, expect.stringContaining('Wohnung anmelden')])
  expect(gone.text).toContain('href="tel:')
})
