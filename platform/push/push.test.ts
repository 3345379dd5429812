import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openMessage, type PushService, startPushService } from '#test/pushService.ts'
import { pushKeys } from './keys.ts'
import { judge, openPushSender, type PushMessage } from './sender.ts'
import { isOfService, KNOWN_SERVICES } from './services.ts'

const SECRET = 'x'.repeat(32)
const keys = pushKeys(SECRET, 'neuwalden 2027-03')
const message: PushMessage = {
  text: '{"title":"Sie sind dran","body":"ß €"}',
  keepSeconds: 60,
  topic: 'turn',
  keys,
  contact: 'mailto:termine@neuwalden.example',
}

let service: PushService

beforeAll(async () => {
  service = await startPushService()
})
afterAll(() => service.stop())

describe('the simulator', () => {
  it("opens the message of the standard's own example (RFC 8291, 5)", () => {
    const phone = {
      private: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
      public: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      secret: 'BTBZMqHH6r4Tts7J_aSIgg',
    }
    const body =
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
    expect(openMessage(Buffer.from(body, 'base64url'), phone)).toBe(
      'When I grow up, I want to be a watermelon',
    )
  })
})

describe('a message', () => {
  it('is signed and encrypted so that only this phone can open it', async () => {
    const phone = service.phone(keys.publicKey)
    const sender = openPushSender([service.origin])
    expect(await sender.send(phone.address, message)).toEqual({ kind: 'accepted' })
    expect(phone.accepted).toEqual([message.text])
  })

  it('with another key than the phone was given reaches nobody, and the phone counts as gone (control)', async () => {
    const phone = service.phone(pushKeys(SECRET, 'neuwalden 2027-04').publicKey)
    const outcome = await openPushSender([service.origin]).send(phone.address, message)
    expect([outcome, phone.accepted, service.refusals.at(-1)]).toEqual([
      { kind: 'gone', status: 403 },
      [],
      'another key than the phone was given',
    ])
  })

  it('that was signed by somebody else is refused by the simulator (control)', async () => {
    const phone = service.phone(keys.publicKey)
    const foreign = { ...keys, privateKey: pushKeys(SECRET, 'another').privateKey }
    await openPushSender([service.origin]).send(phone.address, { ...message, keys: foreign })
    expect([phone.accepted, service.refusals.at(-1)]).toEqual([[], 'wrong signature'])
  })

  it('goes nowhere but to a push service, whatever a browser has given (A-12)', async () => {
    const phone = service.phone(keys.publicKey)
    expect(await openPushSender(KNOWN_SERVICES).send(phone.address, message)).toEqual({
      kind: 'gone',
      status: 0,
    })
    expect(phone.accepted).toEqual([])
  })

  it('to a phone whose keys are none is given up', async () => {
    const address = { ...service.phone(keys.publicKey).address, phoneKey: 'A'.repeat(87) }
    expect(await openPushSender([service.origin]).send(address, message)).toEqual({ kind: 'gone', status: 0 })
  })
})

describe('answers', () => {
  it.each([
    [201, null, { kind: 'accepted' }],
    [404, null, { kind: 'gone', status: 404 }],
    [410, null, { kind: 'gone', status: 410 }],
    [400, null, { kind: 'refused', status: 400 }],
    [413, null, { kind: 'refused', status: 413 }],
    [429, '7', { kind: 'postponed', status: 429, seconds: 7 }],
    [429, '86400', { kind: 'postponed', status: 429, seconds: 60 }],
    [503, 'Wed, 21 Oct 2026 07:28:00 GMT', { kind: 'postponed', status: 503, seconds: 0 }],
  ])('%i (%s)', (status, retryAfter, outcome) => {
    expect(judge(status, retryAfter)).toEqual(outcome)
  })
})

describe('keys', () => {
  it('are the same on every node, and others for every city and month', () => {
    expect(pushKeys(SECRET, 'neuwalden 2027-03')).toEqual(keys)
    expect(Buffer.from(keys.publicKey, 'base64url')).toHaveLength(65)
    const others = ['neuwalden 2027-04', 'zweitstadt 2027-03'].map((name) => pushKeys(SECRET, name).publicKey)
    expect(new Set([...others, keys.publicKey]).size).toBe(3)
  })
})

describe('addresses of push services', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAA',
    'https://web.push.apple.com/QGp',
    'https://wns2-by3p.notify.windows.com/w/?token=A',
  ])('%s', (address) => expect(isOfService(address, KNOWN_SERVICES)).toBe(true))

  it.each([
    'http://fcm.googleapis.com/fcm/send/abc',
    'https://fcm.googleapis.com:8443/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evil.example/fcm.googleapis.com',
    'https://fcm.googleapis.com@127.0.0.1/x',
    'https://user:pass@fcm.googleapis.com/x',
    'https://push.apple.com/x',
    'https://evilpush.apple.com/x',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::ffff:7f00:1]/',
    'file:///etc/passwd',
    'no address',
  ])('not %s', (address) => expect(isOfService(address, KNOWN_SERVICES)).toBe(false))
})
