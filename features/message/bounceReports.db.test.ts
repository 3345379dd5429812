import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { signBody } from '#platform/crypto/signedBody.ts'
import { deliveryReport } from '#test/deliveryReport.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { REPORT_BYTES } from './contract/bounce.ts'

const KEY = 'n'.repeat(40)
const OLD = 'o'.repeat(40)
const MESSAGE = '01970000-0000-7000-8000-000000000001'

let ground: Ground
beforeAll(async () => {
  ground = await openGround({ at: CALLING, server: { bounceKeys: [KEY, OLD] } })
})
afterAll(() => ground.close())

/** A mail about words that were tried has left. */
beforeEach(async () => {
  await ground.sql('DELETE FROM message')
  await ground.sql('DELETE FROM template_draft')
  await ground.sql(
    `INSERT INTO template_draft (id, kind, texts, written_at) VALUES ('${MESSAGE}', 'booked', '{}', now())`,
  )
  await ground.sql(
    `INSERT INTO message (id, draft_id, kind, language, recipient, state, due_at, created_at, attempts, attempt_id, sent_at)
     VALUES ('${MESSAGE}', '${MESSAGE}', 'trial', 'de', '', 'sent', now(), now(), 1, '${MESSAGE}', now())`,
  )
})

const report = (rest: Partial<Parameters<typeof deliveryReport>[0]> = {}) =>
  deliveryReport({
    to: 'bounces@reports.example',
    recipient: 'ada@mail.example',
    returned: `Message-ID: <${MESSAGE}@stadt.example>`,
    ...rest,
  })

const state = async () =>
  (await ground.sql<{ state: string }>(`SELECT state FROM message WHERE id = '${MESSAGE}'`))[0]?.state

const seconds = async () => Math.floor(((await ground.now()) - ground.authority.demoOffset) / 1_000)

/** Hands a report over as a mail server does; the status of the answer. */
async function handOver(
  body: string | Uint8Array,
  {
    key = KEY,
    away = 0,
    sent = body,
    type = 'application/octet-stream',
  }: {
    readonly key?: string
    /** So many seconds after now. */
    readonly away?: number
    /** What really goes out, where it is not what was signed. */
    readonly sent?: string | Uint8Array
    readonly type?: string
  } = {},
): Promise<number> {
  const time = (await seconds()) + away
  const signature = signBody(key, time, Buffer.from(body))
  const answer = await fetch(`${ground.server.url}/api/mail/reports?time=${time}&signature=${signature}`, {
    method: 'POST',
    headers: { 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body: Buffer.from(sent),
  })
  return answer.status
}

it('a report that is handed over makes its message one that did not arrive, once', async () => {
  expect(await handOver(report())).toBe(204)
  expect(await state()).toBe('failed')
  // The same again is about nothing that has left.
  expect(await handOver(report())).toBe(422)
})

it('is believed with the earlier key, too, while it still stands', async () => {
  expect(await handOver(report(), { key: OLD })).toBe(204)
})

it.each([
  ['with another key', { key: 'x'.repeat(40) }],
  ['that was changed on the way', { sent: report({ status: '5.2.2' }) }],
  ['of an hour ago, though it was genuine', { away: -3_600 }],
  ['of an hour from now', { away: 3_600 }],
])('changes nothing %s', async (_, changes) => {
  expect(await handOver(report(), changes)).toBe(403)
  expect(await state()).toBe('sent')
})

it('is not read where it is too long, no report, or no plain bytes', async () => {
  expect(await handOver(report().padEnd(REPORT_BYTES + 1))).toBe(413)
  expect(await handOver(report({ action: 'delayed' }))).toBe(422)
  expect(await handOver('Hello')).toBe(422)
  expect(await handOver(report(), { type: 'text/plain' })).toBe(415)
  expect(await state()).toBe('sent')
  // Control: as long as it may be, it is.
  expect(await handOver(report().padEnd(REPORT_BYTES))).toBe(204)
})

it('has to wait until the attempt it is about is over', async () => {
  await ground.sql("UPDATE message SET state = 'sending'")
  expect(await handOver(report())).toBe(503)
})

it('nobody is believed where no key is set', async () => {
  const closed = await openGround({ at: CALLING })
  const time = await seconds()
  const body = Buffer.from(report())
  const answers = await Promise.all(
    ['', KEY].map((key) =>
      fetch(`${closed.server.url}/api/mail/reports?time=${time}&signature=${signBody(key, time, body)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'idempotency-key': crypto.randomUUID() },
        body,
      }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([403, 403])
  await closed.close()
})

it('nobody hands over as many as they like', async () => {
  const answers: number[] = []
  while (!answers.includes(429) && answers.length < 400)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, () => handOver('Hello', { key: 'x' })))))
  expect(answers).toContain(429)
})
