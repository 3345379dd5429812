import { expect, it } from 'vitest'
import { mayExchange } from './exchange.ts'

const WAITS = {
  state: 'waiting',
  kind: 'on_site',
  appointmentAt: null,
  forServices: null,
  forCounterId: null,
} as const

it('whoever waits with a ticket may exchange it, and nobody else', () => {
  expect(mayExchange(WAITS)).toBe(true)
  for (const state of ['booked', 'called', 'serving', 'parked', 'missed', 'left', 'done'] as const)
    expect(mayExchange({ ...WAITS, state })).toBe(false)
  // Who came for an appointment has one; whoever was served in part goes on with a visit that follows.
  expect(mayExchange({ ...WAITS, appointmentAt: 1 as never })).toBe(false)
  expect(mayExchange({ ...WAITS, forServices: [] })).toBe(false)
  expect(mayExchange({ ...WAITS, forCounterId: 'a counter' as never })).toBe(false)
})
