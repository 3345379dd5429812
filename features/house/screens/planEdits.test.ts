import { describe, expect, it } from 'vitest'
import { planFaults } from '../model.ts'
import {
  changeThing,
  firstPlan,
  moved,
  withLevel,
  withoutChosen,
  withoutLevel,
  withRoom,
  withThing,
} from './planEdits.ts'

const EMPTY = firstPlan('Erdgeschoss')
const ground = EMPTY.levels[0] ?? { key: '', name: { de: '', 'de-simple': '', en: '' }, width: 0, height: 0 }

describe('drawing a house', () => {
  it('begins with a level and puts rooms side by side, never over one another', () => {
    let plan = EMPTY
    for (let nth = 0; nth < 6; nth++) [plan] = withRoom(plan, ground, 'Raum')
    expect(plan.rooms.map(({ key }) => key)).toEqual([
      'room-1',
      'room-2',
      'room-3',
      'room-4',
      'room-5',
      'room-6',
    ])
    expect(planFaults(plan, new Set())).toEqual([])
  })

  it('moves rooms and things, never out of their level', () => {
    const [roomed, room] = withRoom(EMPTY, ground, 'Raum')
    const [plan, thing] = withThing(roomed, ground, 'desk', 'Information')
    expect(moved(plan, room, 99, -4).rooms[0]).toMatchObject({ x: 24, y: 0 })
    expect(moved(plan, thing, 99, 7).things[0]).toMatchObject({ x: 30, y: 7 })
  })

  it('takes a fact, a thing and a level away with all that is on it', () => {
    const [plan, lift] = withThing(EMPTY, ground, 'lift', '')
    const joined = changeThing(plan, lift.key, { shaft: 'lift' })
    expect(joined.things[0]?.shaft).toBe('lift')
    expect(changeThing(joined, lift.key, {}, ['shaft']).things[0]).not.toHaveProperty('shaft')
    expect(withoutChosen(joined, lift).things).toEqual([])
    const higher = withLevel(joined, '1. Stock')
    expect(higher.levels.map(({ key }) => key)).toEqual(['level-1', 'level-2'])
    expect(withoutLevel(higher, 'level-1')).toMatchObject({ levels: [{ key: 'level-2' }], things: [] })
  })
})
