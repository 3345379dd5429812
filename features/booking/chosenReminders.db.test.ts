import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { DAY, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { afterLine, type Visitor } from '#test/laws/http.ts'
import { proofOf } from '#test/laws/proven.ts'

// Of what somebody is reminded is chosen while booking: from the boxes of the page to the rows of the outbox.

const SERVICE = 'registration'

let ground: Ground
let times: { readonly site: string; readonly startsAt: string }[]
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  const answer = await ground.visitor().get(`/api/times?matters=${SERVICE}:1&limit=1000`)
  // Of an afternoon no reminder falls into the night, where an SMS leaves in the evening before.
  times = answer.json.times.filter(({ startsAt }: { startsAt: string }) => {
    const at = parseInstant(startsAt)
    return at > plus(CALLING, 2 * DAY) && timeOf(at, 'Europe/Berlin') >= '13:00'
  })
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

async function smsFrom(sender: string | null): Promise<void> {
  await ground.sql('UPDATE setting SET sms_sender = $1', [sender])
  await ground.run((tx) => tx.changeReference())
}

type Field = {
  readonly name: string
  readonly value: string
  readonly isBox: boolean
  readonly isTicked: boolean
}

/** The fields of the form that asks who comes, as its page has them. */
function formOf(html: string): Field[] {
  const form = html.split('<form id="contact"')[1]?.split('</form>')[0] ?? impossible('no form')
  return [...form.matchAll(/<input [^>]*>/g)].map(([tag]) => {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
    return {
      name: attribute('name') ?? '',
      value: attribute('value') ?? '',
      isBox: attribute('type') === 'checkbox',
      isTicked: attribute('checked') !== undefined,
    }
  })
}

const boxesOf = (html: string) => formOf(html).flatMap(({ isBox, value }) => (isBox ? [value] : []))

/** What a browser would send of the form as it stands. */
function fieldsOf(html: string): URLSearchParams {
  const sent = formOf(html).filter(({ isBox, isTicked }) => !isBox || isTicked)
  return new URLSearchParams(sent.map(({ name, value }) => [name, value]))
}

type Booking = { readonly by: Visitor; readonly address: string; readonly email: string }

/** Somebody new takes a time; the address of the question who comes. */
async function holding(): Promise<Booking & { readonly page: string }> {
  const by = ground.visitor()
  const nth = people++
  const time = times[nth * 12] ?? impossible('no free time')
  const proof = await proofOf(by, { matters: [{ service: SERVICE, people: 1 }] })
  const pressed = await by.submit(`/booking/hold?m=${SERVICE}:1&lang=de`, {
    time: `${time.site}_${time.startsAt}`,
    proof,
  })
  const held = await afterLine(by, pressed)
  const address = held.headers.location ?? impossible('no time was held')
  return { by, address, email: `chosen${nth}@mail.example`, page: (await by.get(address)).text }
}

/** Fills in the form of a page as it stands, with other boxes ticked if they are given, and sends it. */
function answer(
  { by, address, email }: Booking,
  page: string,
  { reminders, mobile }: { readonly reminders?: readonly string[]; readonly mobile?: string },
) {
  const form = fieldsOf(page)
  form.set('name', 'Ada Lind')
  form.set('email', email)
  if (reminders) form.delete('reminder')
  for (const reminder of reminders ?? []) form.append('reminder', reminder)
  if (mobile !== undefined) form.set('mobile', mobile)
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return by.send({ method: 'POST', path: address, headers, body: form.toString() })
}

/** Goes on from the question who comes to a booking that stands; what the check says, and all reminders that are due. */
async function book({ by, email }: Booking, check: string) {
  const shown = (await by.get(check)).text
  const done = await by.submit(check, { idempotencyKey: crypto.randomUUID() })
  expect(done.headers.location).toContain('/booking/done')
  const contacts = await ground.sql<{ id: string; mobile: string | null }>(
    'SELECT visit_id AS id, mobile FROM visit_contact WHERE email = $1',
    [email],
  )
  const { id, mobile } = contacts[0] ?? impossible('nobody is known by this address')
  const token = ground.links.tokenOf(ground.authority.key, asId<'visit'>(id), 1)
  const confirmed = await by.submit(`/v/${token}/confirm`, { idempotencyKey: crypto.randomUUID() })
  expect(confirmed.status).toBe(303)
  const rows = await ground.sql(
    `SELECT m.channel, m.lead_hours AS hours, m.recipient, m.state,
       (extract(epoch FROM v.appointment_at - m.due_at) / 3600)::float AS ahead
     FROM message m JOIN visit v ON v.id = m.visit_id
     WHERE m.visit_id = $1 AND m.kind = 'reminder' ORDER BY m.channel, m.due_at`,
    [id],
  )
  return { shown, mobile, rows }
}

const row = (channel: 'mail' | 'sms', hours: number, recipient: string) => ({
  ...{ channel, hours, recipient, state: 'due' },
  ahead: hours,
})

/** Books with these boxes ticked and this number typed. */
async function bookWith(choice: Parameters<typeof answer>[2]) {
  const booking = await holding()
  const sent = await answer(booking, booking.page, choice)
  expect(sent.status).toBe(303)
  return { ...booking, ...(await book(booking, sent.headers.location ?? '')) }
}

it('the form as it stands reminds by mail, 24 and 4 hours before, and asks for no number where no SMS is sent', async () => {
  await smsFrom(null)
  const { page, email, rows } = await bookWith({})
  expect(boxesOf(page)).toEqual(['mail 24', 'mail 4'])
  expect(page).not.toContain('name="mobile"')
  expect(rows).toEqual([row('mail', 24, email), row('mail', 4, email)])
})

it('a mail the day before and no other is exactly that', async () => {
  await smsFrom('Neuwalden')
  const { page, email, shown, rows } = await bookWith({ reminders: ['mail 24'] })
  expect(boxesOf(page)).toEqual(['mail 24', 'mail 4', 'sms 24', 'sms 4'])
  expect(fieldsOf(page).getAll('reminder')).toEqual(['mail 24', 'mail 4'])
  expect(shown).toContain('E-Mail, 24 Stunden vorher')
  expect(shown).not.toMatch(/\b4 Stunden vorher/)
  expect(rows).toEqual([row('mail', 24, email)])
})

it('an SMS goes to the number that was typed, however it is written', async () => {
  await smsFrom('Neuwalden')
  const { email, shown, mobile, rows } = await bookWith({
    reminders: ['mail 24', 'sms 4'],
    mobile: '0170 / 12 34 567',
  })
  expect(shown).toContain('SMS an +491701234567')
  expect(mobile).toBe('+491701234567')
  expect(rows).toEqual([row('mail', 24, email), row('sms', 4, '+491701234567')])
})

it('who wants to be reminded of nothing gets nothing, and a number that no SMS goes to is not kept', async () => {
  await smsFrom('Neuwalden')
  const { shown, mobile, rows } = await bookWith({ reminders: [], mobile: '0170 1234567' })
  expect(shown).toMatch(/>Keine</)
  expect(mobile).toBeNull()
  expect(rows).toEqual([])
})

it('a number that takes no SMS is said at its field, and nothing that was typed or ticked is lost', async () => {
  await smsFrom('Neuwalden')
  const booking = await holding()
  const reminders = ['mail 4', 'sms 24']
  const missing = await answer(booking, booking.page, { reminders, mobile: ' ' })
  expect([missing.status, missing.text.includes('Bitte geben Sie die Handynummer ein')]).toEqual([422, true])
  const wrong = await answer(booking, missing.text, { mobile: '030 115' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('href="#mobile"')
  expect(wrong.text).toContain('An diese Nummer können wir keine SMS schicken')
  const kept = fieldsOf(wrong.text)
  expect([kept.get('mobile'), kept.get('name'), kept.get('email')]).toEqual([
    '030 115',
    'Ada Lind',
    booking.email,
  ])
  expect(kept.getAll('reminder')).toEqual(reminders)
  // Mended there, all else as it came back.
  const right = await answer(booking, wrong.text, { mobile: '+43 664 1234567' })
  expect(right.status).toBe(303)
  // Whoever goes back from the check finds it as it was chosen.
  const back = fieldsOf((await booking.by.get(booking.address)).text)
  expect([back.getAll('reminder'), back.get('mobile')]).toEqual([reminders, '+436641234567'])
  const { rows } = await book(booking, right.headers.location ?? '')
  expect(rows).toEqual([row('mail', 4, booking.email), row('sms', 24, '+436641234567')])
})
