import { describe, expect, it } from 'vitest'
import { later, NINE, openHandOverCity } from '#test/handOverCity.ts'
import {
  callNext,
  changeMatters,
  comeBack,
  giveCredit,
  goAway,
  hallOf,
  noteNeeds,
  withdrawCall,
} from './actions.ts'
import { saveHallRules } from './store/rules.ts'

const { site, run, counterAt, draw } = openHandOverCity()

describe('somebody who says that they come back later', () => {
  it('keeps the key, lets the next go first, and is called when the time is over or they are back', async () => {
    const [first, second] = [await draw(), await draw(later(1))]
    const away = await run((tx) => goAway(tx, first.id), later(2))
    expect(away).toMatchObject({ ok: true, value: { awayUntil: later(12), dueAt: first.dueAt } })
    const next = await run((tx) => callNext(tx, counterAt(0)), later(3))
    expect(next).toMatchObject({ ok: true, value: { id: second.id } })
    expect(await run((tx) => callNext(tx, counterAt(1)), later(3))).toEqual({
      ok: false,
      code: 'nobody_waiting',
    })
    await run((tx) => comeBack(tx, first.id), later(4))
    expect(await run((tx) => callNext(tx, counterAt(1)), later(4))).toMatchObject({
      ok: true,
      value: { id: first.id, dueAt: first.dueAt },
    })
    await run((tx) => withdrawCall(tx, counterAt(1)), later(5))
    await run((tx) => goAway(tx, first.id, 20), later(5))
    expect(await run((tx) => callNext(tx, counterAt(1)), later(24))).toMatchObject({ ok: false })
    expect(await run((tx) => callNext(tx, counterAt(1)), later(25))).toMatchObject({
      value: { id: first.id },
    })
  })

  it('may say so while they are called, and is not called away from the hall of others', async () => {
    const person = await draw()
    await run((tx) => callNext(tx, counterAt(0)))
    expect(await run((tx) => goAway(tx, person.id, 10))).toMatchObject({
      value: { state: 'waiting', counterId: null },
    })
    expect(await run((tx) => callNext(tx, counterAt(0)))).toEqual({ ok: false, code: 'nobody_waiting' })
    expect((await run((tx) => hallOf(tx, site()))).waiting).toHaveLength(1)
  })
})

describe('credits', () => {
  it('count once for each kind, up to the ceiling, and the database knows no more than that', async () => {
    const person = await draw()
    const give = (reason: 'terminal' | 'need' | 'hardship') => run((tx) => giveCredit(tx, person.id, reason))
    expect(await give('terminal')).toMatchObject({ value: { dueAt: later(-30) } })
    expect(await give('terminal')).toEqual({ ok: false, code: 'credit_given_already' })
    expect(await give('need')).toMatchObject({ value: { dueAt: later(-50) } })
    // 30 + 20 + 15 are more than an hour.
    expect(await give('hardship')).toMatchObject({ value: { dueAt: later(-60) } })
  })

  it('come with a need that is noted while somebody waits, once', async () => {
    const person = await draw()
    const noted = await run((tx) => noteNeeds(tx, person.id, ['hearing', 'quiet']))
    expect(noted).toMatchObject({ value: { needs: ['hearing', 'quiet'], dueAt: later(-20) } })
    expect(await run((tx) => noteNeeds(tx, person.id, ['hearing']))).toMatchObject({
      value: { needs: ['hearing'], dueAt: later(-20) },
    })
  })

  it('come with a need that people tell a device themselves, as the site decides; a colleague makes it more', async () => {
    const ofRules = (ownNeedCreditMinutes: number) =>
      run((tx) => saveHallRules(tx, site().id, { ownNeedCreditMinutes }))
    await ofRules(5)
    const person = await draw()
    const say = (by: 'staff' | 'themselves') => run((tx) => noteNeeds(tx, person.id, ['infants'], by))
    expect(await say('themselves')).toMatchObject({ value: { dueAt: later(-5) } })
    expect(await say('themselves')).toMatchObject({ value: { dueAt: later(-5) } })
    expect(await run((tx) => giveCredit(tx, person.id, 'need'))).toMatchObject({
      value: { dueAt: later(-20) },
    })
    expect(await run((tx) => giveCredit(tx, person.id, 'need'))).toMatchObject({
      code: 'credit_given_already',
    })
    await ofRules(0)
    const other = await draw()
    expect(await run((tx) => noteNeeds(tx, other.id, ['infants'], 'themselves'))).toMatchObject({
      value: { needs: ['infants'], credits: [], dueAt: later(0) },
    })
    await run((tx) => saveHallRules(tx, site().id, {}))
  })

  it('come with a pick-up alone, and to whoever turns out to pick something up only', async () => {
    const pickUp = { kind: 'pick_up', minutes: 15 }
    expect(await draw(NINE, 1, ['pick-up'])).toMatchObject({ credits: [pickUp], dueAt: later(-15) })
    const person = await draw()
    expect(person).toMatchObject({ credits: [], dueAt: later(0) })
    const asked = (...keys: string[]) =>
      run((tx) =>
        changeMatters(
          tx,
          person.id,
          keys.map((serviceKey) => ({ serviceKey, people: 1 })),
        ),
      )
    expect(await asked('identity-card', 'pick-up')).toMatchObject({ value: { credits: [] } })
    expect(await asked('pick-up')).toMatchObject({ value: { credits: [pickUp], dueAt: later(-15) } })
    // Nothing pushes anybody back.
    expect(await asked('pick-up', 'passport')).toMatchObject({ value: { dueAt: later(-15) } })
  })

  it('count at the arrival as the site decided', async () => {
    await run((tx) => saveHallRules(tx, site().id, { pickUpCreditMinutes: 40, creditCeilingMinutes: 25 }))
    expect(await draw(NINE, 1, ['pick-up'])).toMatchObject({ dueAt: later(-25) })
    await run((tx) => saveHallRules(tx, site().id, {}))
  })
})
