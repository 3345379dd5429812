import { expect, it } from 'vitest'
import { mattersOf } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { openHandOverCity } from '#test/handOverCity.ts'
import { callNext, changeMattersHere, finish, sendOn, startServing, undo } from './actions.ts'

const { run, counterAt, serviceId, served, read } = openHandOverCity()
const CARD = [{ serviceKey: 'identity-card', people: 1 }]

/** Somebody whose identity card is done and who was sent on for the registration, at the counter for that. */
async function sentOn(): Promise<Id<'visit'>> {
  const person = await served(0, undefined, 1, ['identity-card', 'registration'])
  const rest = [serviceId('registration')]
  await run((tx) => sendOn(tx, counterAt(0), { services: rest }, null))
  await run((tx) => callNext(tx, counterAt(2)))
  await run((tx) => startServing(tx, counterAt(2)))
  return person.id
}

const outcomes = async (id: Id<'visit'>) =>
  ((await run((tx) => mattersOf(tx, [id]))).get(id) ?? []).map(({ serviceId, outcome }) => [
    serviceId,
    outcome,
  ])

it('whoever is left with what was done before is here for that once more', async () => {
  const id = await sentOn()
  const changed = await run((tx) => changeMattersHere(tx, counterAt(2), CARD))
  expect(changed).toMatchObject({ ok: true, value: { state: 'serving', forServices: null } })
  expect(await outcomes(id)).toEqual([[serviceId('identity-card'), null]])
  expect(await run((tx) => finish(tx, counterAt(2), 'partly'))).toMatchObject({ ok: true })
  expect(await outcomes(id)).toEqual([[serviceId('identity-card'), 'partly']])
})

it('taken back, what was done is done, and only the rest is left', async () => {
  const id = await sentOn()
  const before = await outcomes(id)
  await run((tx) => changeMattersHere(tx, counterAt(2), CARD))
  expect(await run((tx) => undo(tx, counterAt(2)))).toMatchObject({ ok: true })
  expect((await read(id)).forServices).toEqual([serviceId('registration')])
  expect(await outcomes(id)).toEqual(before)
})
