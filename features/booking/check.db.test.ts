import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { checkCode } from '#features/message/actions.ts'
import { asId, newId } from '#kernel/id.ts'
import { type Instant, isoInstant, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { TEST_START } from '#test/fixtures.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import type { Answer } from '#test/laws/http.ts'
import { digestOfEmail } from './actions/person.ts'
import { enterCode, finishForm, heldBooking, holdProven, searchTimes, sendCode } from './actions.ts'
import { insertCheck, liveChecks } from './store/check.ts'

// The way without script: a code in a mail proves the contact before anything is held. Its limits are stricter than
// those of a proof of work. Each test shows with a control that it is the limit that refuses, and nothing else.

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

let ground: Ground
let times: readonly Instant[]

beforeAll(async () => {
  ground = await openGround({ at: TEST_START })
  const found = await ground.run((tx) => searchTimes(tx, { matters: MATTERS, siteKey: 'mitte' }))
  times = found.ok ? found.value.times.map(({ startsAt }) => startsAt) : impossible(found.code)
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const newBrowser = () => newId<'contactCheck'>(TEST_START)

/** A browser asks for a code; the words of the refusal or `sent`. */
async function ask(browser: string, email: string, at: Instant = TEST_START): Promise<string> {
  const asked = { browser, name: 'Ada Müller', email, language: 'de' as const }
  const sent = await ground.run((tx) => sendCode(tx, ground.links, asked), at)
  return sent.ok ? 'sent' : sent.code
}

/** The code of the newest mail to an address. */
async function codeTo(email: string): Promise<string> {
  const [check] = await ground.sql<{ id: string }>(
    'SELECT id FROM contact_check WHERE email = $1 ORDER BY id DESC LIMIT 1',
    [email],
  )
  const id = asId<'contactCheck'>(check?.id ?? impossible(`no code to ${email}`))
  return checkCode(ground.links, ground.authority.key, id)
}

/** Six digits that are not the code. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

async function type(browser: string, code: string, at: Instant = TEST_START): Promise<string> {
  const entered = await ground.run((tx) => enterCode(tx, ground.links, browser, code), at)
  return entered.ok ? 'proven' : entered.code
}

/** Holds the n-th time without a proof of work, as the pages do: what is refused leaves nothing behind. */
async function hold(browser: string, nth: number, at: Instant = TEST_START): Promise<string> {
  const startsAt = times[nth] ?? impossible('no time')
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', proof: undefined } as const
  const held = await ground.run((tx) => holdProven(tx, ground.links, { ...wish, browser }), at)
  return held.ok ? 'held' : held.code
}

/** A browser whose contact is proven. */
async function provenBrowser(email: string): Promise<string> {
  const browser = newBrowser()
  expect(await ask(browser, email)).toBe('sent')
  expect(await type(browser, await codeTo(email))).toBe('proven')
  return browser
}

describe('a code', () => {
  test('proves its contact by its own digits, however they are spaced, and by no others', async () => {
    const browser = newBrowser()
    await ask(browser, 'digits@example.org')
    const code = await codeTo('digits@example.org')
    for (const typed of ['', 'abcdef', code.slice(1), `${code}0`, wrong(code)])
      expect([typed, await type(browser, typed)]).toEqual([typed, 'code_wrong'])
    expect(await hold(browser, 0)).toBe('proof_needed')
    await ground.sql("UPDATE contact_check SET tries = 0 WHERE email = 'digits@example.org'")
    expect(await type(browser, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe('proven')
    expect(await hold(browser, 0)).toBe('held')
  })

  test('is typed five times: the sixth try fails with the right digits, too', async () => {
    const browser = newBrowser()
    await ask(browser, 'tries@example.org')
    const code = await codeTo('tries@example.org')
    for (let nth = 0; nth < 5; nth++) expect(await type(browser, wrong(code))).toBe('code_wrong')
    expect(await type(browser, code)).toBe('code_over')
    expect(await hold(browser, 1)).toBe('proof_needed')
    // Control: with one try taken back the same digits are right.
    await ground.sql("UPDATE contact_check SET tries = 4 WHERE email = 'tries@example.org'")
    expect(await type(browser, code)).toBe('proven')
  })

  test('counts tries that come at the same moment', async () => {
    const browser = newBrowser()
    await ask(browser, 'atonce@example.org')
    const code = await codeTo('atonce@example.org')
    const answers = await Promise.all(Array.from({ length: 12 }, () => type(browser, wrong(code))))
    expect(answers.toSorted()).toEqual([...Array(7).fill('code_over'), ...Array(5).fill('code_wrong')])
  })

  test('is over after a quarter of an hour', async () => {
    const browser = newBrowser()
    await ask(browser, 'late@example.org')
    const code = await codeTo('late@example.org')
    expect(await type(browser, code, plus(TEST_START, 15 * MINUTE))).toBe('code_over')
    expect(await hold(browser, 2, plus(TEST_START, 15 * MINUTE))).toBe('proof_needed')
    // Control: a moment earlier it counts.
    expect(await type(browser, code, plus(TEST_START, 15 * MINUTE - 1))).toBe('proven')
  })

  test('proves nothing in another browser', async () => {
    const [own, other] = [newBrowser(), newBrowser()]
    await ask(own, 'own@example.org')
    const code = await codeTo('own@example.org')
    expect(await type(other, code)).toBe('code_over')
    // Also not where that browser awaits a code of its own.
    await ask(other, 'other@example.org')
    expect(await type(other, code)).toBe('code_wrong')
    // Control: in its own browser it is right, and only there it holds a time.
    expect(await type(own, code)).toBe('proven')
    expect([await hold(other, 3), await hold(own, 3)]).toEqual(['proof_needed', 'held'])
  })
})

describe('a contact', () => {
  test('gets two codes in a quarter of an hour, however its address is written and from any browser', async () => {
    expect(await ask(newBrowser(), 'many@example.org')).toBe('sent')
    expect(await ask(newBrowser(), 'm.any@example.org')).toBe('sent')
    expect(await ask(newBrowser(), 'MANY+3@example.org')).toBe('too_many_codes')
    // Controls: somebody else gets one, and so does the same contact when the first two have run out.
    expect(await ask(newBrowser(), 'few@example.org')).toBe('sent')
    expect(await ask(newBrowser(), 'MANY+3@example.org', plus(TEST_START, 15 * MINUTE))).toBe('sent')
  })

  test('gets two, also when eight are asked for at the same moment', async () => {
    const asked = Array.from({ length: 8 }, () => ask(newBrowser(), 'race@example.org'))
    expect((await Promise.all(asked)).filter((each) => each === 'sent')).toHaveLength(2)
  })

  test('gets more where nothing lets them go one after another (control)', async () => {
    const contact = await ground.run(async (tx) => digestOfEmail(tx, ground.links, 'unlocked@example.org'))
    let counted = 0
    let allCounted = () => {}
    const everybody = new Promise<void>((resolve) => {
      allCounted = resolve
    })
    const unlocked = () =>
      ground.run(async (tx) => {
        const isFree = (await liveChecks(tx, contact)) < 2
        counted += 1
        if (counted === 3) allCounted()
        await everybody
        const check = {
          id: newId<'contactCheck'>(tx.now),
          contact,
          browser: newBrowser(),
          name: 'Ada Müller',
        }
        const until = plus(tx.now, MINUTE)
        const more = { email: 'unlocked@example.org', language: 'de', until } as const
        if (isFree) await insertCheck(tx, { ...check, ...more })
        return isFree
      })
    expect(await Promise.all([unlocked(), unlocked(), unlocked()])).toEqual([true, true, true])
  })

  test('once proven holds three times; the fourth needs a proof, and the third stays held', async () => {
    const browser = await provenBrowser('holds@example.org')
    for (const nth of [10, 11, 12]) expect(await hold(browser, nth)).toBe('held')
    // The very time that it holds already is no further one.
    expect(await hold(browser, 12)).toBe('held')
    const take = (nth: number) => {
      const startsAt = times[nth] ?? impossible('no time')
      const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de', proof: undefined } as const
      return runCommand(ground.city.database, ground.authority, null, (tx) =>
        holdProven(tx, ground.links, { ...wish, browser }),
      )
    }
    expect(await take(13)).toEqual({ ok: false, code: 'proof_needed' })
    const kept = await ground.run((tx) => heldBooking(tx, browser))
    expect(kept?.visit.appointmentAt).toBe(times[12])
    // Control: with one hold taken back the same press holds.
    await ground.sql("UPDATE contact_check SET holds = 2 WHERE email = 'holds@example.org'")
    expect(await take(13)).toMatchObject({ ok: true })
  })

  test('is proven for half an hour', async () => {
    const browser = await provenBrowser('hour@example.org')
    expect(await hold(browser, 20, plus(TEST_START, 30 * MINUTE))).toBe('proof_needed')
    expect(await hold(browser, 20, plus(TEST_START, 30 * MINUTE - 1))).toBe('held')
  })

  test('is booked at once where it is the proven one; another address waits for its link', async () => {
    const stateAfter = async (email: string, typed: string, nth: number) => {
      const browser = await provenBrowser(email)
      await hold(browser, nth)
      await ground.sql('UPDATE visit_contact SET email = $1 WHERE email = $2', [typed, email])
      const given = await ground.run((tx) => finishForm(tx, ground.links, browser), TEST_START)
      const id = given.ok ? given.value.visit.id : impossible(given.code)
      return (await ground.sql<{ state: string }>('SELECT state FROM visit WHERE id = $1', [id]))[0]?.state
    }
    expect(await stateAfter('same@example.org', 'SAME@example.org', 30)).toBe('booked')
    expect(await stateAfter('one@example.org', 'two@example.org', 31)).toBe('held')
  })
})

test('the pages keep count of wrong codes although they refuse them', async () => {
  const who = ground.visitor()
  const path = (page: string) => `/booking/${page}?m=identity-card:1`
  const key = () => ({ idempotencyKey: crypto.randomUUID() })
  await who.get(path('verify'))
  const sent = await who.submit(path('verify'), { ...key(), name: 'Ada', email: 'page@example.org' })
  expect([sent.status, sent.headers.location]).toEqual([303, expect.stringContaining('/booking/code')])
  const code = await codeTo('page@example.org')
  for (let nth = 0; nth < 5; nth++)
    expect((await who.submit(path('code'), { ...key(), code: wrong(code) })).status).toBe(422)
  const late = await who.submit(path('code'), { ...key(), code })
  expect([late.status, late.text]).toEqual([422, expect.stringContaining('Der Code gilt nicht mehr.')])
  // Nobody else sees that a code is awaited, or to whom it went.
  const other = await ground.visitor().get(path('code'))
  expect([other.status, other.text]).toEqual([303, expect.not.stringContaining('page@example.org')])
  await ground.sql("UPDATE contact_check SET tries = 4 WHERE email = 'page@example.org'")
  expect((await who.submit(path('code'), { ...key(), code })).status).not.toBe(422)
})

describe('the form without script', () => {
  const key = () => ({ idempotencyKey: crypto.randomUUID() })
  /** Where an answer leads to, or what it shows. */
  const shown = ({ headers, text }: Answer) => headers.location ?? text
  /** What a page asks of whoever comes; the second field names who comes along. */
  const contact = (email: string) => ({ name: 'Ada Müller', email, companion2: 'Bo Müller' })

  /** Pages of a booking of such a time, in a browser that has proven its address by a code and holds it. */
  async function holder(email: string, matter: string, startsAt: Instant) {
    const who = ground.visitor()
    const time = `mitte_${isoInstant(startsAt)}`
    const path = (page: string) => `/booking/${page}?m=${matter}&time=${time}`
    const inTurn = async (answer: Answer): Promise<Answer> => {
      let now = answer
      while (now.headers.location?.includes('/booking/line') || now.text.includes('/booking/line'))
        now = await who.get(path('line'))
      return now
    }
    await who.get(path('verify'))
    await who.submit(path('verify'), { ...key(), name: 'Ada Müller', email })
    const answer = await inTurn(await who.submit(path('code'), { ...key(), code: await codeTo(email) }))
    expect(answer.headers.location).toContain('/booking/contact')
    const get = async (page: string) => shown(await who.get(path(page)))
    const submit = async (page: string, fields: Readonly<Record<string, string>> = {}) =>
      shown(await inTurn(await who.submit(path(page), { ...key(), ...fields })))
    const runOut = () =>
      ground.sql(
        `UPDATE claim SET until = $1 FROM visit_contact c
        WHERE c.visit_id = claim.visit_id AND c.email = $2 AND claim.kind = 'held'`,
        [isoInstant(plus(TEST_START, -MINUTE)), email],
      )
    return { get, submit, runOut }
  }
  const at = (nth: number) => times[nth] ?? impossible('no time')

  test('leads whoever goes back to a time that is theirs to what they have booked', async () => {
    const { get, submit } = await holder('back@example.org', 'identity-card:2', at(40))
    expect(await submit('contact', contact('back@example.org'))).toContain('/booking/check')
    expect(await submit('check')).toContain('/booking/done')
    for (const page of ['check', 'contact']) expect(await get(page)).toContain('/booking/done')
    expect(await submit('check')).toContain('/booking/done')
    expect(await submit('contact', contact('back@example.org'))).toContain('/booking/done')
    // Control: the receipt does not speak for another time, nor for another browser.
    const other = await holder('late@example.com', 'identity-card:2', at(60))
    await other.runOut()
    expect(await other.get('contact')).toContain('Die Zeit ist abgelaufen')
  })

  test('keeps what was typed when another time is chosen', async () => {
    const { get, submit } = await holder('other@example.com', 'identity-card:2', at(80))
    expect(await submit('again', contact('other@example.com'))).toContain('/booking/times')
    const time = `mitte_${isoInstant(at(100))}`
    expect(await submit('hold', { time })).toContain('/booking/contact')
    expect(await get('contact')).toContain('value="Bo Müller"')
  })

  test('keeps a birth date when the hold has run out, and says when it is missing', async () => {
    await ground.sql("UPDATE service SET scarce = true WHERE key = 'passport'")
    await ground.run((tx) => tx.changeReference())
    const found = await ground.run((tx) =>
      searchTimes(tx, { matters: [{ serviceKey: 'passport', people: 1 }], siteKey: 'mitte' }),
    )
    const last = (found.ok && found.value.times.at(-1)) || impossible('no time for a passport')
    const email = 'birth@example.org'
    const { submit, runOut } = await holder(email, 'passport:1', last.startsAt)
    const typed = { name: 'Ada Müller', email, birth: '' }
    await runOut()
    expect(await submit('contact', typed)).toContain('/booking/check')
    expect(await submit('check')).toContain('Bitte schreiben Sie das Geburtsdatum so')
    await runOut()
    expect(await submit('contact', { ...typed, birth: '24.11.1980' })).toContain('/booking/check')
    expect(await submit('check')).toContain('/booking/done')
  })

  test('says who is missing where a hold that ran out was taken again', async () => {
    const email = 'names@example.org'
    const { get, submit, runOut } = await holder(email, 'identity-card:2', at(120))
    await runOut()
    expect(await submit('contact', { name: 'Ada Müller', email })).toContain('/booking/check')
    expect(await get('check')).toContain('Bitte geben Sie den Namen der 2. Person ein.')
  })
})

describe('the table', () => {
  const set = (what: string) =>
    ground.sql(`UPDATE contact_check SET ${what} WHERE email = 'digits@example.org'`)

  test('knows no sixth try and no fourth hold, whatever the code forgets', async () => {
    await expect(set('tries = 6')).rejects.toThrow('contact_check_tries')
    await expect(set('holds = 4')).rejects.toThrow('contact_check_holds')
    await set('tries = 5, holds = 3')
  })

  test('without its checks it would (control)', async () => {
    for (const check of ['contact_check_tries', 'contact_check_holds'])
      await ground.sql(`ALTER TABLE contact_check DROP CONSTRAINT ${check}`)
    await set('tries = 6, holds = 4')
  })
})
