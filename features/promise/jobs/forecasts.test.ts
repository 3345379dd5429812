import { describe, expect, it } from 'vitest'
import type { Promises } from '#features/hall/actions.ts'
import type { Told } from '#features/hall/model.ts'
import { asId } from '#kernel/id.ts'
import { instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { PublicWaits } from '../actions.ts'
import { createForecasts } from './forecasts.ts'

const city = { key: 'city', demoOffset: 0 } as Authority
const idOf = <Kind extends string>(nth: number) => asId<Kind>(`00000000-0000-7000-8000-00000000000${nth}`)
const [HERE, CLOSED] = [idOf<'site'>(1), idOf<'site'>(2)]
const [CARD, MOVE, OTHER] = [idOf<'service'>(3), idOf<'service'>(4), idOf<'service'>(5)]

const told = (until: number, more: Partial<Told> = {}): Told => ({
  from: instant(1),
  until: instant(until),
  soon: false,
  aboutMinutes: null,
  backBy: null,
  ...more,
})

type Seen = { readonly card?: Told; readonly intake?: object; readonly both?: Told }

/** What is foretold where so much is known of cards, and nothing of moves alone. */
function forecasts({ card, intake, both }: Seen) {
  const services = [CARD, MOVE].map((id) => ({
    service: { id },
    intake: { stop: null, seen: undefined, ...(id === CARD ? intake : {}) },
    arriving: [
      { inMinutes: 0, told: id === CARD ? card : undefined },
      { inMinutes: 15, told: told(99) },
    ],
  }))
  const sites = [
    { site: { id: HERE }, closesAt: instant(500), services },
    { site: { id: CLOSED }, closesAt: null, services },
  ]
  const publicWaits = async () => ({ at: instant(0), sites }) as unknown as PublicWaits
  const promises = { outlook: () => both } as unknown as Promises
  return createForecasts({ publicWaits, promises })(city)
}

const call = (until: number) => ({
  way: 'between',
  from: instant(1),
  until: instant(until),
  aboutMinutes: null,
})

describe('the forecast that booking tells', () => {
  it('of one matter is what everybody reads for whoever is there now, of several what the looks say of both', async () => {
    const of = await forecasts({ card: told(20), both: told(70) })
    expect(of(HERE, [CARD])).toEqual({ stopped: false, doubtful: false, call: call(20) })
    expect(of(HERE, [MOVE])).toEqual({ stopped: false, doubtful: false, call: null })
    expect(of(HERE, [CARD, MOVE])).toEqual({ stopped: false, doubtful: false, call: call(70) })
  })

  it('says that no number is drawn, and that one more may not be served, for one of the matters is enough', async () => {
    const stopped = await forecasts({ intake: { stop: 'closed_by_hand' } })
    expect(stopped(HERE, [CARD, MOVE])).toMatchObject({ stopped: true, doubtful: false })
    const doubtful = await forecasts({ intake: { seen: { stop: 'full' } } })
    expect(doubtful(HERE, [CARD, MOVE])).toMatchObject({ stopped: false, doubtful: true })
    expect(doubtful(HERE, [MOVE])).toMatchObject({ stopped: false, doubtful: false })
  })

  it('says how it is said', async () => {
    const wayOf = async (card: Told) => (await forecasts({ card }))(HERE, [CARD])?.call?.way
    expect(await wayOf(told(20, { soon: true }))).toBe('soon')
    expect(await wayOf(told(200, { aboutMinutes: 100 }))).toBe('about')
    expect(await wayOf(told(900, { aboutMinutes: 600 }))).toBe('about')
  })

  it('is none of a site that is closed, unknown, or does not take all of it', async () => {
    const of = await forecasts({ card: told(20), both: told(70) })
    expect(of(CLOSED, [CARD])).toBeUndefined()
    expect(of(idOf<'site'>(9), [CARD])).toBeUndefined()
    expect(of(HERE, [CARD, OTHER])).toBeUndefined()
  })
})
