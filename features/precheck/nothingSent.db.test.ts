import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import { smsText } from '#features/message/model/short.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { handingIn } from '#test/handedIn.ts'
import { CALLING } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'

const PASSPORT = [{ serviceKey: 'passport', people: 1, answers: { first: 'yes', age: 'adult' } }]
const BIRTH = 'Ihre Geburtsurkunde'
const PHOTO = 'Ein Foto'

let ground: Ground
let handing: ReturnType<typeof handingIn>
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
  await ground.sql("UPDATE service SET takes_papers = true WHERE key = 'passport'")
  await ground.run((tx) => tx.changeReference())
  handing = handingIn(ground, CALLING)
})
afterEach(() => ground.city.unchanged())
afterAll(() => ground.close())

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = CALLING) => ground.run(work, at)

/** Somebody new has booked one of the last free times; of two matters that no counter can do alone, two in a row. */
async function booked(
  matters: Parameters<typeof searchTimes>[1]['matters'] = PASSPORT,
  language: Language = 'de',
): Promise<Visit & { readonly appointmentAt: Instant }> {
  const where = { matters, siteKey: 'mitte' }
  const found = await run((tx) => searchTimes(tx, where))
  const { startsAt, second } = (found.ok && found.value.times.at(-1)) || impossible('no free time')
  const contact = { name: `Ada Lind ${++people}`, email: `ada${people}@mail.example`, phone: null }
  const times = { startsAt, ...(second ? { secondAt: second.startsAt } : {}) }
  const wish = { ...where, ...times, language, contact, channel: 'desk' } as const
  const visit = await run((tx) => bookForCaller(tx, ground.links, wish))
  if (!visit.ok) return impossible(visit.code)
  return { ...visit.value, appointmentAt: startsAt }
}

/** What a message of this kind would say of a visit if it left now. */
async function facts(visit: Visit & { readonly appointmentAt: Instant }, kind: Kind, at: Instant) {
  const about = { visitId: visit.id, wishId: null, checkId: null, aboutAt: visit.appointmentAt } as const
  const message = {
    ...about,
    kind,
    id: newId<'message'>(at),
    attemptId: newId<'attempt'>(at),
    language: 'de',
    channel: 'mail',
    recipient: '',
    attempts: 0,
    createdAt: at,
  } as const
  const loaded = await run((tx) => loadFacts(tx, ground.links, 'https://own.invalid', message), at)
  return loaded && 'visitId' in loaded ? loaded : impossible('nothing to say')
}
type Kind = 'booked' | 'reminder' | 'cancelled'

describe('a message that says what to bring', () => {
  it('says that papers can be sent, by the link that it carries, and which ones are missing, until all are there', async () => {
    const visit = await booked()
    const soon = plus(visit.appointmentAt, -4 * HOUR)
    const nothing = await facts(visit, 'booked', CALLING)
    expect(nothing.beforehand).toMatchObject({ missing: [] })
    const link = /https:\/\/own\.invalid(\/v\/\S+\/upload\S*)/.exec(composeMessage(nothing).text)?.[1] ?? ''
    const shown = await ground.visitor().get(link)
    expect(shown.text).toContain('name="photo"')
    // The deadline is over by then; papers can still be sent.
    expect((await facts(visit, 'reminder', soon)).beforehand).toEqual({ missing: [], until: null })
    // Words on a phone are few: the page behind the link says it.
    expect(smsText(await facts(visit, 'reminder', soon))).not.toContain('upload')

    const photo = await handing.handIn(visit, PHOTO, CALLING, 1, 'quarantined')
    expect((await facts(visit, 'reminder', soon)).beforehand?.missing).toEqual([BIRTH])
    await handing.look(photo, { to: 'refused', reason: 'damaged' })
    await handing.handIn(visit, BIRTH, CALLING, 2)
    expect((await facts(visit, 'reminder', soon)).beforehand?.missing).toEqual([PHOTO])
    await handing.handIn(visit, PHOTO, plus(CALLING, MINUTE), 3)
    expect((await facts(visit, 'reminder', soon)).beforehand).toBeUndefined()
  })

  it('says nothing of it where no service takes papers, or nothing is to be brought', async () => {
    const visit = await booked([{ serviceKey: 'identity-card', people: 1 }])
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeUndefined()
    await ground.sql("UPDATE service SET takes_papers = true WHERE key = 'identity-card'")
    await ground.run((tx) => tx.changeReference())
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeDefined()
    await ground.sql("UPDATE service SET takes_papers = false WHERE key = 'identity-card'")
    await ground.run((tx) => tx.changeReference())
  })

  it('speaks of the papers of both linked visits', async () => {
    await run(partCounters)
    const visit = await booked(TWO_MATTERS)
    const second = visit.linked?.visitId ?? impossible('not linked')
    const taking = (await serviceAt(second)) ?? impossible('no second matter')
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeUndefined()
    await ground.sql('UPDATE service SET takes_papers = true WHERE id = $1', [taking])
    await ground.run((tx) => tx.changeReference())
    expect((await facts(visit, 'booked', CALLING)).beforehand).toBeDefined()
    await ground.sql('UPDATE service SET takes_papers = false WHERE id = $1', [taking])
    await ground.run((tx) => tx.changeReference())
  })
})

async function serviceAt(id: Id<'visit'>): Promise<string | undefined> {
  const rows = await ground.sql<{ id: string }>(
    'SELECT service_id AS id FROM visit_matter WHERE visit_id = $1',
    [id],
  )
  return rows[0]?.id
}
