import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type Instant, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import { links, NINE, openHallCity } from '#test/hallCity.ts'
import {
  changeHallRules,
  drawTicket,
  endOverride,
  intakeFor,
  intakeOf,
  overrideIntake,
  type Promises,
  walkInServices,
} from './actions.ts'
import type { ChoiceReason, IntakeStop } from './model.ts'

const { site, run, emptyHall } = openHallCity()

/** What a look says of a service by its key; of others nobody knows anything. */
async function looked(
  stops: { readonly [service: string]: IntakeStop | null },
  spareMinutes: number | null = null,
) {
  const rows = await run((tx) => tx.rows(db.selectFrom('service').select(['id', 'key'])))
  const keyOf = (id: Id<'service'>) => rows.find((row) => row.id === id)?.key ?? impossible('no service')
  const promises: Pick<Promises, 'intake'> = {
    intake(_, __, service) {
      const stop = stops[keyOf(service)]
      return stop === undefined
        ? undefined
        : { stop, endsBy: null, spareMinutes, extraMinutes: 0, seenAt: NINE }
    },
  }
  return promises
}

type Draw = {
  readonly promises?: Pick<Promises, 'intake'>
  readonly service?: string
  readonly despite?: ChoiceReason
  readonly people?: number
}
const draw = ({ promises, service = 'registration', despite, people = 1 }: Draw) =>
  run((tx) => {
    const matters = [{ serviceKey: service, people }]
    const request = { siteKey: 'mitte', matters, language: 'de', channel: 'desk', despite } as const
    return drawTicket(tx, links, request, async () => true, promises && intakeFor(promises))
  })

it('no number is drawn for what cannot be done any more today, while a short matter still is', async () => {
  const promises = await looked({ registration: 'ends_late', 'pick-up': null })
  expect(await draw({ promises })).toEqual({ ok: false, code: 'not_accepted' })
  expect(await draw({ promises, service: 'pick-up' })).toMatchObject({ ok: true })
  // Nobody is sent away because nothing is known.
  expect(await draw({ promises, service: 'identity-card' })).toMatchObject({ ok: true })
  // Control: without the question the number is drawn.
  expect(await draw({})).toMatchObject({ ok: true })
  await emptyHall()
})

it('no number is drawn for more people than there is time left for', async () => {
  const service = 'identity-card'
  const promises = await looked({ [service]: null }, 0)
  expect(await draw({ promises, service, people: 2 })).toEqual({ ok: false, code: 'not_accepted' })
  expect(await draw({ promises, service })).toMatchObject({ ok: true })
  expect(await draw({ promises, service, people: 2, despite: 'deadline' })).toMatchObject({ ok: true })
  // The evening is far: nobody asked how much time is left.
  const far = await looked({ [service]: null })
  expect(await draw({ promises: far, service, people: 2 })).toMatchObject({ ok: true })
  await emptyHall()
})

it('a colleague draws it with a reason that the journal keeps', async () => {
  const promises = await looked({ registration: 'extra_work' })
  const drawn = await draw({ promises, despite: 'deadline' })
  const { visit } = drawn.ok ? drawn.value : impossible(drawn.code)
  const entry = await run((tx) =>
    tx.first(db.selectFrom('journal').select(['event', 'reason']).where('visit_id', '=', visit.id)),
  )
  expect(entry).toEqual({ event: 'ticket_drawn', reason: 'deadline' })
  await emptyHall()
})

it('where a site switches the control off it is only said', async () => {
  const promises = await looked({ registration: 'ends_late' })
  const wish = (intakeControl: number) => ({ siteId: site().id, rules: { intakeControl } })
  const changed = await run((tx) => changeHallRules(tx, wish(0), null))
  const [intake] = await run(async (tx) => {
    const row = await tx.first(db.selectFrom('service').select('id').where('key', '=', 'registration'))
    const id = row?.id ?? impossible('no service')
    return [...(await intakeOf(tx, promises, site(), [{ id }])).values()]
  })
  expect(intake).toMatchObject({ stop: null, seen: { stop: 'ends_late' } })
  expect(await draw({ promises })).toMatchObject({ ok: true })
  const change = changed.ok ? changed.value : impossible(changed.code)
  await run((tx) => changeHallRules(tx, wish(1), change))
  expect(await draw({ promises })).toEqual({ ok: false, code: 'not_accepted' })
  await emptyHall()
})

describe('what a manager decides by hand', () => {
  const intakeAt = async (at: Instant, promises?: Pick<Promises, 'intake'>) =>
    run(async (tx) => {
      const services = await walkInServices(tx, site())
      const intake = await intakeOf(tx, promises, site(), services)
      return Object.fromEntries(services.map(({ id, key }) => [key, intake.get(id)?.stop]))
    }, at)
  const later = (minutes: number) => plus(NINE, minutes * MINUTE)

  it('closes a service or all, goes before what was looked at, and ends by itself', async () => {
    const promises = await looked({ registration: 'ends_late', 'pick-up': null })
    const serviceOf = (key: string) =>
      run(
        async (tx) =>
          (await walkInServices(tx, site())).find((each) => each.key === key)?.id ?? impossible(key),
      )
    const until = localTime('12:00')
    const all = { service: null, takesIn: false, until, reason: 'staff_missing' } as const
    await run((tx) => overrideIntake(tx, site(), all))
    expect(await intakeAt(NINE, promises)).toMatchObject({ registration: 'by_hand', 'pick-up': 'by_hand' })
    expect(await draw({ promises, service: 'pick-up' })).toEqual({ ok: false, code: 'not_accepted' })
    const open = { ...all, service: await serviceOf('registration'), takesIn: true }
    const opened = await run((tx) => overrideIntake(tx, site(), open), later(1))
    expect(await intakeAt(later(2), promises)).toMatchObject({ registration: null, 'pick-up': 'by_hand' })
    const { id } = opened.ok ? opened.value : impossible(opened.code)
    expect(await run((tx) => endOverride(tx, site(), id), later(3))).toMatchObject({ ok: true })
    expect(await run((tx) => endOverride(tx, site(), id), later(3))).toEqual({ ok: false, code: 'over' })
    expect(await intakeAt(later(4), promises)).toMatchObject({ registration: 'by_hand' })
    // Noon: looking ahead decides again.
    expect(await intakeAt(later(180), promises)).toMatchObject({ registration: 'ends_late', 'pick-up': null })
  })

  it('holds until the day ends where no time is named, and never for a time that is over', async () => {
    const wish = { service: null, takesIn: false, reason: 'other' } as const
    expect(await run((tx) => overrideIntake(tx, site(), { ...wish, until: localTime('08:30') }))).toEqual({
      ok: false,
      code: 'time_past',
    })
    await run((tx) => overrideIntake(tx, site(), { ...wish, until: null }), later(240))
    expect(await intakeAt(later(14 * 60 + 50))).toMatchObject({ 'pick-up': 'by_hand' })
    expect(await intakeAt(later(15 * 60 + 10))).toMatchObject({ 'pick-up': null })
  })
})
