import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner } from '#test/city.ts'
import { openOutboxCity } from '#test/outboxCity.ts'
import {
  draftTemplate,
  forgetDrafts,
  listTemplates,
  readTemplateOf,
  restoreTemplate,
  sendTrial,
  showDraft,
  writeTemplate,
} from './actions.ts'
import { sendDueMessages } from './jobs.ts'
import { BUILT_IN, type TemplateKind, type TemplateTexts } from './model/template.ts'

const house = openOutboxCity()
const run = <T>(work: (tx: Tx) => Promise<T>) =>
  house.city().database.withAuthority(house.city().authority, work)
const URL = 'https://termine.example'

const german = (opening: string, subject = ''): TemplateTexts => ({
  ...BUILT_IN,
  subject: { ...BUILT_IN.subject, de: subject },
  opening: { ...BUILT_IN.opening, de: opening },
})

const newest = (kind: TemplateKind) => run(async (tx) => (await readTemplateOf(tx, kind, URL)).newest)

async function write(kind: TemplateKind, texts: TemplateTexts) {
  const seen = await newest(kind)
  return run((tx) => writeTemplate(tx, { kind, texts, seen }))
}

async function lastMail(): Promise<{ subject: string; text: string; to: readonly string[] }> {
  await sendDueMessages(house.deps(), house.city().authority)
  const { raw, to } = house.server().received.at(-1) ?? impossible('no mail arrived')
  const { subject = '', text = '' } = await PostalMime.parse(raw)
  return { subject, text, to }
}

const textsOf = (kind: TemplateKind) => run(async (tx) => (await readTemplateOf(tx, kind, URL)).texts)

describe('the words of a city', () => {
  test('stand in the next mail that leaves, also in one that was already waiting, and nowhere else', async () => {
    await house.book('own@mail.example')
    const done = await write('booked', german('Wir sehen uns am {day} um {time}.', 'Bis bald: {when}'))
    expect(done.ok).toBe(true)
    const { subject, text } = await lastMail()
    expect(subject).toMatch(/^Bis bald: .*2027/)
    expect(text).toMatch(/Wir sehen uns am .*2027 um \d\d:\d\d/)
    expect(text).not.toContain('Ihr Termin steht fest.')
    await house.hold('other@mail.example')
    expect((await lastMail()).subject).toBe('Bitte bestätigen Sie Ihren Termin')
  })

  test('are built in again by one press', async () => {
    await write('booked', german('Eigenes'))
    await write('booked', BUILT_IN)
    await house.book('built@mail.example')
    expect((await lastMail()).text).toContain('Ihr Termin steht fest.')
    expect((await run(listTemplates)).every(({ changedAt }) => changedAt === null)).toBe(true)
  })

  test('with a fault are refused, and nothing is kept of them', async () => {
    const before = await newest('moved')
    for (const opening of ['Am {wehn}', 'Am {', 'a\u202eb', 'x'.repeat(1_001)]) {
      const texts = german(opening)
      expect(await write('moved', texts)).toMatchObject({ code: 'bad_template' })
      expect(await run((tx) => draftTemplate(tx, { kind: 'moved', texts }))).toMatchObject({
        code: 'bad_template',
      })
    }
    expect(await newest('moved')).toBe(before)
  })

  test('that two write at once are those of one; the other is told, and nothing is overwritten unseen', async () => {
    const seen = await newest('cancelled')
    for (let round = 0, last = seen; round < 5; round++) {
      const race = await Promise.all(
        ['eins', 'zwei'].map((words) =>
          run((tx) =>
            writeTemplate(tx, { kind: 'cancelled', texts: german(`${words} ${round}`), seen: last }),
          ),
        ),
      )
      expect(race.map((one) => (one.ok ? 'ok' : one.code)).sort()).toEqual(['changed_meanwhile', 'ok'])
      last = await newest('cancelled')
    }
  })

  test('of an earlier version hold again, as a version of its own', async () => {
    const first = await write('reopened', german('Erste'))
    await write('reopened', german('Zweite'))
    expect(await write('reopened', german('  Zweite\r\n'))).toMatchObject({ code: 'nothing_changed' })
    const version = first.ok ? first.value : impossible(first.code)
    const seen = await newest('reopened')
    const back = await run((tx) => restoreTemplate(tx, { kind: 'reopened', version, seen }))
    expect(back.ok).toBe(true)
    expect((await textsOf('reopened')).opening.de).toBe('Erste')
    const { versions } = await run((tx) => readTemplateOf(tx, 'reopened', URL))
    expect(versions.map(({ texts, restores }) => [texts.opening.de, restores])).toEqual([
      ['Erste', version],
      ['Zweite', null],
      ['Erste', null],
    ])
    const other = await run((tx) => restoreTemplate(tx, { kind: 'moved', version, seen: null }))
    expect(other).toMatchObject({ code: 'unknown_version' })
  })

  test('that can no longer be filled leave a mail as it is built in', async () => {
    await write('booked', german('Eigene Worte'))
    await asOwner(house.city().ownerUrl, (owner) =>
      owner.query(
        `UPDATE ${house.city().authority.schema}.message_template SET texts = jsonb_set(texts, '{opening,de}', '"Am {gone}"')`,
      ),
    )
    await house.book('gone@mail.example')
    expect((await lastMail()).text).toContain('Ihr Termin steht fest.')
  })
})

describe('a test', () => {
  const draftOf = async (texts: TemplateTexts, kind: TemplateKind = 'reminder') => {
    const draft = await run((tx) => draftTemplate(tx, { kind, texts }))
    return draft.ok ? draft.value : impossible(draft.code)
  }

  test('shows and sends words that do not count yet, to one address, and says that it is a test', async () => {
    const draft = await draftOf(german('Neue Worte für {service}'))
    const shown = await run((tx) => showDraft(tx, { draft, language: 'de', publicUrl: URL }))
    expect(shown?.html).toContain('Neue Worte für Personalausweis')
    const simple = await run((tx) => showDraft(tx, { draft, language: 'de-simple', publicUrl: URL }))
    expect(simple?.text).toContain('Sie haben bald einen Termin bei uns.')
    expect(await newest('reminder')).toBeNull()
    const to = 'verwaltung@stadt.example'
    expect((await run((tx) => sendTrial(tx, { draft, language: 'de', to }))).ok).toBe(true)
    const mail = await lastMail()
    expect(mail.to).toEqual([to])
    expect(mail.subject).toMatch(/^Test: Erinnerung/)
    expect(mail.text).toContain('erfunden')
    expect(mail.text).toContain('Neue Worte für Personalausweis')
  })

  test('goes to one plain address only, and not without end', async () => {
    const draft = await draftOf(german('Probe'))
    const send = (to: string) => run((tx) => sendTrial(tx, { draft, language: 'en', to }))
    for (const to of ['', 'a@b', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example'])
      expect(await send(to)).toMatchObject({ code: 'bad_address' })
    const sent = await Promise.all(Array.from({ length: 40 }, () => send('verwaltung@stadt.example')))
    expect(sent.filter(({ ok }) => ok).length).toBe(30)
    expect(sent.filter((one) => !one.ok && one.code === 'too_many_tests').length).toBe(10)
  })

  test('is forgotten after a day with the address it went to', async () => {
    const draft = await draftOf(german('Probe'))
    await run((tx) => sendTrial(tx, { draft, language: 'de', to: 'weg@stadt.example' }))
    const { database, authority } = house.city()
    const now = await run(async (tx) => tx.now)
    await database.withAuthority(authority, forgetDrafts, { at: plus(now, DAY + HOUR) })
    expect(await house.outbox()).toEqual([])
    expect(
      await run((tx) => sendTrial(tx, { draft, language: 'de', to: 'weg@stadt.example' })),
    ).toMatchObject({
      code: 'unknown_draft',
    })
  })
})
