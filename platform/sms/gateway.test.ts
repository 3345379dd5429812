import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SMS_CUTS, type SmsGatewaySimulator, startSmsGateway } from '#apps/demo/smsGateway.ts'
import { judgeAnswer, openSmsGateway, type Sms } from './gateway.ts'
import { measureSms } from './gsm.ts'
import { isGenuine, signReport } from './receipt.ts'

const KEY = 'k'.repeat(32)
let simulator: SmsGatewaySimulator

beforeAll(async () => {
  simulator = await startSmsGateway(KEY)
})
afterAll(() => simulator.stop())

let count = 0
function sms(changes: Partial<Sms> = {}): Sms {
  const text = changes.text ?? 'Ihr Termin ist am Montag, 1. März 2027, 10:15 Uhr.'
  return {
    key: `01930000-0000-7000-8000-${String(++count).padStart(12, '0')}`,
    to: '+491701234567',
    from: 'Neuwalden',
    text,
    ...measureSms(text),
    validUntil: '2027-03-01T09:15:00.000Z',
    reportTo: 'http://127.0.0.1:1/reports',
    ...changes,
  }
}
const open = (key = KEY) => openSmsGateway({ url: simulator.url, key, patience: 5_000 })
const takenWith = (key: string) => simulator.taken.filter((each) => each.key === key).length

describe('an SMS', () => {
  it('is taken as it is', async () => {
    const one = sms({ text: 'Größe: 5 €, ja?' })
    expect(await open().send(one)).toEqual({ outcome: 'accepted' })
    expect(simulator.taken.at(-1)).toEqual({ key: one.key, to: one.to, from: one.from, text: one.text })
  })

  it('with the same key is taken once, also with other words', async () => {
    const one = sms()
    const other = { ...one, text: 'Anders', ...measureSms('Anders') }
    for (const each of [one, one, other]) expect(await open().send(each)).toEqual({ outcome: 'accepted' })
    expect(takenWith(one.key)).toBe(1)
  })

  it('under a key of its own each time is taken each time (control)', async () => {
    const before = simulator.taken.length
    for (let times = 0; times < 2; times++) await open().send(sms())
    expect(simulator.taken.length - before).toBe(2)
  })

  it.each([
    ['bad_number', { to: '01701234567' }, true],
    ['bad_sender', { from: 'Ein viel zu langer Absender' }, false],
    ['bad_text', { text: 'a'.repeat(320), segments: 3 }, false],
  ])('is refused for good: %s', async (code, changes, byAddress) => {
    expect(await open().send(sms(changes))).toEqual({
      outcome: 'refused',
      failure: `sms refused ${code}`,
      byAddress,
    })
  })

  it('with a wrong key is tried again: that is mended', async () => {
    expect(await open('x'.repeat(32)).send(sms())).toEqual({ outcome: 'postponed', failure: 'sms http401' })
  })

  it('whose last byte may not leave is not there', async () => {
    const one = sms()
    expect(await open().send(one, async () => false)).toEqual({
      outcome: 'postponed',
      failure: 'sms given up',
    })
    expect(
      await open().send(one, async () => {
        throw new Error('the database is away')
      }),
    ).toEqual({ outcome: 'postponed', failure: 'sms given up' })
    expect(takenWith(one.key)).toBe(0)
  })
})

describe('a cut', () => {
  it.each(SMS_CUTS)('when %s: never twice, and if it may be out, nobody says that it is not', async (cut) => {
    const one = sms()
    simulator.cutNext(cut, one.key)
    const { outcome } = await open().send(one)
    const mayBeOut = takenWith(one.key) > 0
    if (mayBeOut) expect(outcome).toBe('unknown')
    else expect(['postponed', 'unknown']).toContain(outcome)
    // By hand once more: with the same key it is there once.
    expect(await open().send(one)).toEqual({ outcome: 'accepted' })
    expect(takenWith(one.key)).toBe(1)
  })

  it('before the last byte is known to have brought nothing', async () => {
    const one = sms()
    const gone = await startSmsGateway(KEY)
    const gateway = openSmsGateway({ url: gone.url, key: KEY })
    const outcome = await gateway.send(one, async () => {
      await gone.stop()
      return true
    })
    // Between the question and the byte nobody looks at the line.
    expect(['postponed', 'unknown']).toContain(outcome.outcome)
    expect(gone.taken).toEqual([])
    expect(await gateway.send(one)).toEqual({ outcome: 'postponed', failure: 'sms ECONNREFUSED' })
    expect(await gateway.reach()).toMatchObject({ ok: false, code: 'sms ECONNREFUSED' })
    expect(await open().reach()).toMatchObject({ ok: true })
  })
})

it.each([
  [200, '', 'accepted'],
  [202, '', 'accepted'],
  [409, '', 'accepted'],
  [400, '{"code":"bad_request"}', 'refused'],
  [422, 'not json at all <b>', 'refused'],
  [401, '', 'postponed'],
  [402, '', 'postponed'],
  [429, '', 'postponed'],
  [503, '', 'postponed'],
  // Something between us and the gateway may have said these.
  [500, '', 'unknown'],
  [502, '', 'unknown'],
  [504, '', 'unknown'],
  [301, '', 'unknown'],
])('the answer %i means %s', (status, answer, outcome) => {
  expect(judgeAnswer(status, answer).outcome).toBe(outcome)
})

it('no word of a gateway but a short code goes into log and list', () => {
  expect(judgeAnswer(422, '{"code":"+491701234567 is unknown"}')).toMatchObject({
    failure: 'sms refused no_reason',
    byAddress: false,
  })
  expect(judgeAnswer(422, '{"code":"unknown_number","number":"+491701234567"}')).toMatchObject({
    failure: 'sms refused unknown_number',
    byAddress: true,
  })
})

it('a key goes to nobody unencrypted, except on this machine', () => {
  for (const url of ['http://sms.example', 'http://127.0.0.1.evil.example', 'ftp://127.0.0.1'])
    expect(() => openSmsGateway({ url, key: KEY })).toThrow('https')
  openSmsGateway({ url: 'https://sms.example', key: KEY })
})

describe('a report', () => {
  const report = { message: sms().key, state: 'undelivered', code: 'absent', time: 1_800_000_000 } as const
  const signed = { ...report, signature: signReport(KEY, report) }
  it('is genuine with the key and of now', () => {
    expect(isGenuine(KEY, signed, report.time + 600)).toBe(true)
  })
  it.each([
    ['another key', 'x'.repeat(32), signed, report.time],
    ['another state', KEY, { ...signed, state: 'delivered' as const }, report.time],
    ['another message', KEY, { ...signed, message: sms().key }, report.time],
    ['another code', KEY, { ...signed, code: '' }, report.time],
    ['another time', KEY, { ...signed, time: report.time + 1 }, report.time],
    ['too old', KEY, signed, report.time + 601],
    ['no signature', KEY, { ...signed, signature: '' }, report.time],
  ])('is not with %s', (_, key, told, now) => expect(isGenuine(key, told, now)).toBe(false))
})
