import { expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import { links, NINE, openHallCity } from '#test/hallCity.ts'
import { changeHallRules, drawTicket, intakeFor, intakeOf, type Promises } from './actions.ts'
import type { ChoiceReason, IntakeStop } from './model.ts'

const { site, run, emptyHall } = openHallCity()

/** What a look says of a service by its key; of others nobody knows anything. */
async function looked(stops: { readonly [service: string]: IntakeStop | null }) {
  const rows = await run((tx) => tx.rows(db.selectFrom('service').select(['id', 'key'])))
  const keyOf = (id: Id<'service'>) => rows.find((row) => row.id === id)?.key ?? impossible('no service')
  const promises: Pick<Promises, 'intake'> = {
    intake(_, __, service) {
      const stop = stops[keyOf(service)]
      return stop === undefined ? undefined : { stop, endsBy: null, extraMinutes: 0, seenAt: NINE }
    },
  }
  return promises
}

type Draw = {
  readonly promises?: Pick<Promises, 'intake'>
  readonly service?: string
  readonly despite?: ChoiceReason
}
const draw = ({ promises, service = 'registration', despite }: Draw) =>
  run((tx) => {
    const matters = [{ serviceKey: service, people: 1 }]
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
  const wish = { siteId: site().id, rules: { intakeControl: 0 } }
  await run((tx) => changeHallRules(tx, wish, null))
  const [intake] = await run(async (tx) => {
    const row = await tx.first(db.selectFrom('service').select('id').where('key', '=', 'registration'))
    const id = row?.id ?? impossible('no service')
    return [...(await intakeOf(tx, promises, site(), [{ id }])).values()]
  })
  expect(intake).toMatchObject({ stop: null, seen: { stop: 'ends_late' } })
  expect(await draw({ promises })).toMatchObject({ ok: true })
  await emptyHall()
})
