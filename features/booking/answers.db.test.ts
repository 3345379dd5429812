import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { checkIn, leave } from '#features/hall/actions.ts'
import { loadVisitFacts } from '#features/message/actions/visit.ts'
import { type Id, newId } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { CALLING, seatClerks } from '#test/laws/clerks.ts'
import { type Ground, openGround } from '#test/laws/ground.ts'
import { bookForCaller, cancelBooking, holdTime, searchTimes } from './actions.ts'

const PASSPORT = { serviceKey: 'passport', people: 1 } as const
type Asked = typeof PASSPORT & { readonly answers?: Readonly<Record<string, string>> }
const FIRST = { ...PASSPORT, answers: { first: 'yes', age: 'adult' } }
const ALL = [
  'Beim zweiten Pass: Ihren alten Pass',
  'Beim ersten Pass: Ihre Geburtsurkunde',
  'Ein Foto',
  'Unter 18: Die Zustimmung der Eltern',
]

let ground: Ground
let people = 0

beforeAll(async () => {
  ground = await openGround({ at: CALLING })
})
afterAll(() => ground.close())

const run: Ground['run'] = (work, at) => ground.run(work, at ?? CALLING)

async function freeTime(nth = -1) {
  const found = await run((tx) => searchTimes(tx, { matters: [PASSPORT], siteKey: 'mitte' }))
  if (!found.ok) throw new Error(found.code)
  return found.value.times.at(nth)?.startsAt ?? impossible('no free time')
}

/** Somebody new has booked a time for a passport, with these answers or none; the path of their link. */
async function booked(matter: Asked = PASSPORT, nth = -1) {
  const contact = { name: `Ada Lind ${people++}`, email: `ada${people}@mail.example`, phone: null }
  const startsAt = await freeTime(nth)
  const wish = { matters: [matter], siteKey: 'mitte', startsAt, language: 'de', contact } as const
  const visit = await run((tx) => bookForCaller(tx, ground.links, { ...wish, channel: 'desk' }))
  if (!visit.ok) throw new Error(visit.code)
  return { ...visit.value, path: `/v/${ground.links.tokenOf(ground.authority.key, visit.value.id, 1)}` }
}

const answersOf = async (id: Id<'visit'>) =>
  (
    await ground.sql<{ answers: object | null }>(
      'SELECT m.answers FROM matter m JOIN visit_matter v ON v.matter_id = m.id WHERE v.visit_id = $1',
      [id],
    )
  ).map(({ answers }) => answers)

const main = ({ text }: { text: string }) => text.slice(text.indexOf('<h1'), text.indexOf('</main'))
const ofPapers = ({ text }: { text: string }) =>
  text.slice(text.indexOf('Das bringen Sie mit'), text.indexOf('</main'))
const listed = (text: string) => [...text.matchAll(/<li>([^<]+)<\/li>/g)].map(([, item]) => item)

describe('what to bring', () => {
  it('is asked on the page of the service, which then shows the list and takes it into the booking', async () => {
    const plain = main(await ground.visitor().get('/services/passport?lang=de'))
    for (const paper of ALL) expect(plain).toContain(paper)
    expect(plain).toContain('2 kurze Fragen')
    const mine = main(
      await ground.visitor().get('/services/passport?lang=de&answer-first=yes&answer-age=adult&answer-odd=1'),
    )
    expect(listed(mine)).toEqual(expect.arrayContaining(['Ihre Geburtsurkunde', 'Ein Foto']))
    expect(mine).not.toContain('Ihren alten Pass')
    expect(mine).not.toContain('Zustimmung')
    expect(mine).toContain('/booking?m=passport:1:first.yes:age.adult')
    const print = main(
      await ground
        .visitor()
        .get('/services/passport/papers?lang=de-simple&answer-first=yes&answer-age=adult'),
    )
    expect(listed(print)).toEqual(['Ihre Geburtsurkunde (leicht)', 'Ein Foto (leicht)'])
  })

  it('is asked when the matters are chosen, and what was answered goes on in every address', async () => {
    const sent =
      '/booking?lang=de&matter=passport&people-passport=1&answer-passport.first=yes&answer-passport.age=adult'
    const { headers } = await ground.visitor().get(`${sent}&next=times`)
    expect(headers.location).toContain('/booking/times?m=passport:1:first.yes:age.adult')
    const shown = main(await ground.visitor().get(`/booking?m=passport:1:first.yes&lang=de`))
    expect(listed(shown)).toEqual(['Ihre Geburtsurkunde', 'Ein Foto', 'Unter 18: Die Zustimmung der Eltern'])
  })

  it('stands in the booking, the mail and at the counter as it was answered', async () => {
    const visit = await booked(FIRST)
    expect(await answersOf(visit.id)).toEqual([{ first: 'yes', age: 'adult' }])
    expect(listed(ofPapers(await ground.visitor().get(`${visit.path}?lang=de`)))).toEqual([
      'Ihre Geburtsurkunde',
      'Ein Foto',
    ])
    const message = {
      kind: 'booked',
      language: 'de',
      id: newId<'message'>(CALLING),
      attemptId: newId<'attempt'>(CALLING),
      visitId: visit.id,
      wishId: null,
      checkId: null,
      channel: 'mail',
      recipient: 'ada@mail.example',
      attempts: 0,
      aboutAt: null,
      createdAt: CALLING,
    } as const
    const facts = await run((tx) => loadVisitFacts(tx, ground.links, 'https://own.invalid', message))
    expect(facts?.services[0]?.papers).toEqual(['Ihre Geburtsurkunde', 'Ein Foto'])
    const plain = await booked()
    expect(await answersOf(plain.id)).toEqual([null])
    expect(listed(ofPapers(await ground.visitor().get(`${plain.path}?lang=de`)))).toEqual(ALL)
  })

  it.each([
    ['de', ''],
    ['de-simple', ' (leicht)'],
  ])(
    'stands on the phone, before the visit and in the hall, in %s, and on a sheet to print',
    async (language, mark) => {
      const visit = await booked(FIRST, 0)
      const mine = [`Ihre Geburtsurkunde${mark}`, `Ein Foto${mark}`]
      const phone = ground.visitor()
      const before = main(await phone.get(`${visit.path}?lang=${language}`))
      expect(listed(before)).toEqual(expect.arrayContaining(mine))
      expect(before).not.toContain('alten Pass')
      const sheet = /href="(\/services\/passport\/papers[^"]*)"/.exec(before)?.[1] ?? impossible('no sheet')
      expect(listed(main(await phone.get(sheet.replaceAll('&amp;', '&'))))).toEqual(mine)
      await run(async (tx) => checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), visit.id))
      const waiting = main(await phone.get(`${visit.path.replace('/v/', '/w/')}?lang=${language}`))
      expect(listed(waiting)).toEqual(mine)
      await run((tx) => leave(tx, visit.id))
    },
  )

  it('can be answered behind the link, otherwise than before, and no more once it is over', async () => {
    const visit = await booked(FIRST)
    const citizen = ground.visitor()
    const questions = main(await citizen.get(`${visit.path}/papers?lang=de`))
    expect(questions).toContain('Ist es der erste Pass?')
    const sent = await citizen.submit(`${visit.path}/papers?lang=de`, {
      'answer-passport.first': 'no',
      'answer-passport.age': 'grown-up',
      'answer-passport.name': 'Ada Lind',
    })
    expect(sent.headers.location).toContain(`${visit.path}/papers?saved`)
    expect(await answersOf(visit.id)).toEqual([{ first: 'no' }])
    expect(main(await citizen.get(`${visit.path}?lang=de`))).toContain('Ihre Liste: eine kurze Frage')
    await run((tx) => cancelBooking(tx, visit.id))
    await citizen.submit(`${visit.path}/papers?lang=de`, { 'answer-passport.first': 'yes' })
    expect(await answersOf(visit.id)).toEqual([{ first: 'no' }])
  })

  it('may be answered anew for a time that is held already', async () => {
    const request = {
      siteKey: 'mitte',
      startsAt: await freeTime(),
      language: 'de',
      channel: 'online',
      browser: crypto.randomUUID(),
    } as const
    const hold = async (matter: Asked) => {
      const held = await run((tx) => holdTime(tx, ground.links, { ...request, matters: [matter] }))
      return held.ok ? held.value : impossible(held.code)
    }
    const first = await hold(PASSPORT)
    const second = await hold(FIRST)
    expect(second.id).toBe(first.id)
    expect(await answersOf(first.id)).toEqual([FIRST.answers])
  })

  it('is seen at the counter, where open questions still show', async () => {
    const [clerk] = await seatClerks(ground, 1)
    if (!clerk) throw new Error('nobody sits there')
    const visit = await booked({ ...PASSPORT, answers: { first: 'no' } }, 0)
    const arrived = await run(async (tx) =>
      checkIn(tx, (await findSite(tx, 'mitte')) ?? impossible('no site'), visit.id),
    )
    expect(arrived.ok).toBe(true)
    await clerk.visitor.call(`/api/counters/${clerk.counter}/next`)
    const { json } = await clerk.visitor.get(`/api/counters/${clerk.counter}`)
    expect(json.matters[0].papers.map(({ paper }: { paper: string }) => paper)).toEqual([
      'Ihren alten Pass',
      'Ein Foto',
      'Die Zustimmung der Eltern',
    ])
    expect(json.matters[0].papers.at(-1).name.de).toBe('Unter 18: Die Zustimmung der Eltern')
  })
})
