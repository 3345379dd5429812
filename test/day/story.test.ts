import { describe, expect, it } from 'vitest'
import { faultsOf, type Line, type Story } from './story.ts'
import { type Happened, OPENING, story } from './tell.ts'
import { dayFaults, toldFaults } from './told.ts'
import { waitsIn } from './waits.ts'

const SERVED: readonly Happened[] = [
  ['ticket_drawn', 20],
  ['called', 40],
  ['started', 41],
  ['finished', 55],
]
const MISSED: readonly Happened[] = [
  ['ticket_drawn', 20],
  ['called', 40],
  ['called_again', 41],
  ['missed', 42],
  ['returned', 52],
]
/** As many ways as a day has. */
const RIGHT: readonly (readonly Happened[])[] = [
  SERVED,
  [['held', 0], ['booked', 0], ['checked_in', 20], ...SERVED.slice(1)],
  [
    ['held', 0],
    ['booked', 0],
    ['no_show', 600],
  ],
  [
    ['held', 0],
    ['booked', 1],
    ['moved', 2],
    ['cancelled', 3],
  ],
  [...MISSED, ...SERVED.slice(1).map(([event, minute]): Happened => [event, minute + 20])],
  [...MISSED, ['called', 60], ['called_again', 61], ['missed', 62], ['left', 62]],
  [
    SERVED[0] ?? ['left', 0],
    ['need_noted', 21],
    ['credited', 21, { reason: 'own_need_20' }],
    ...SERVED.slice(1),
  ],
  [SERVED[0] ?? ['left', 0], ['went_away', 25, { reason: 'minutes_10' }], ...SERVED.slice(1)],
  [
    ['ticket_drawn', 20],
    ['went_away', 35, { reason: 'minutes_10' }],
    ['came_back', 37],
    ['called', 38],
    ['started', 39],
    ['finished', 40],
  ],
  [
    ...SERVED.slice(0, 3),
    ['parked', 44, { reason: 'photo' }],
    ['unparked', 50],
    ['called', 52, { counter: '2' }],
    ['taken_over', 53, { counter: '3' }],
    ['started', 53, { counter: '3' }],
    ['finished', 60, { counter: '3' }],
    ['finish_undone', 60, { counter: '3' }],
    ['finished', 61, { counter: '3' }],
  ],
  [...SERVED.slice(0, 3), ['sent_on', 50], ['called', 52, { counter: '2' }], ['withdrawn', 53], ['left', 54]],
]

describe("the story of one person's day", () => {
  it('is right in all the ways in which it goes', () => {
    expect(RIGHT.map((events) => faultsOf(story(events, eventOutcomes(events))))).toEqual(RIGHT.map(() => []))
  })

  it.each<[string, Story, RegExp]>([
    ['an event that cannot come now', story([...SERVED, ['called', 60]]), /called: cannot follow finished/],
    ['a start without call', story([SERVED[0] ?? ['left', 0], ['started', 30]]), /started: cannot follow/],
    [
      'a line left out',
      story([
        ['ticket_drawn', 20],
        ['called', 40],
        ['finished', 55],
      ]),
      /finished: cannot follow/,
    ],
    [
      'time that goes back',
      story([['ticket_drawn', 20], ['called', 19], ...SERVED.slice(2)]),
      /goes back in time/,
    ],
    ['a version left out', changed(SERVED, 2, { version: 4 }), /has the version 4/],
    ['a state that was not', changed(SERVED, 1, { from: 'parked' }), /begins as parked/],
    ['an earlier number', changed(SERVED, 3, { number: 2 }), /has an earlier number/],
    ['a line from the future', changed(SERVED, 1, { recordedAt: OPENING }), /before it happened/],
    ['a call at no counter', changed(SERVED, 1, { counter: null }), /at no counter/],
    ['a start at another counter', changed(SERVED, 2, { counter: '2' }), /at 2, though they were at 1/],
    ['a miss after one call', story([...MISSED.slice(0, 2), ['missed', 42]]), /missed: after 1 calls/],
    ['a return too late', story([...MISSED.slice(0, 4), ['returned', 60]]), /later than after ten minutes/],
    [
      'a third chance',
      story([...MISSED, ['called', 60], ['called_again', 61], ['missed', 62], ['returned', 63]]),
      /returned: after a second missed call/,
    ],
    [
      'a call while away',
      story([['ticket_drawn', 20], ['went_away', 35, { reason: 'minutes_10' }], ...SERVED.slice(1)]),
      /called: though they are away/,
    ],
    ['an end in the middle', story(SERVED.slice(0, 3)), /ends as serving/],
    ['another state than the last line says', story(SERVED, { state: 'left' }), /is left after finished/],
    ['no number', story(SERVED, { ticket: null }), /number without having come/],
    ['a matter without outcome', story(SERVED, { outcomes: ['done', null] }), /without an outcome/],
    [
      'an outcome of nothing',
      story(
        [
          ['ticket_drawn', 20],
          ['left', 30],
        ],
        { outcomes: ['done'] },
      ),
      /without having been served/,
    ],
    ['a booking for no time', story(RIGHT[2] ?? [], { appointmentAt: null }), /booked for no time/],
  ])('with %s is found', (_, wrong, fault) => {
    expect(faultsOf(wrong).join('\n')).toMatch(fault)
  })

  it('has another number, or a call that a display or phone did not show once: found', () => {
    const right = story(SERVED)
    const told = { numbers: ['A1', 'A1'], shown: [[1, 2, 7], [2]], phone: [2] }
    expect(toldFaults(right, told)).toEqual([])
    const faults = toldFaults(right, { numbers: ['A2'], shown: [[2, 2], []], phone: [] })
    expect(faults).toEqual([
      'A1: was told A2',
      'A1: called 2 stood 2 times on display 1',
      'A1: called 2 stood 0 times on display 2',
      'A1: call 2 was not on the phone',
    ])
    expect(toldFaults(right, { ...told, numbers: [] })).toEqual(['A1: was told no number'])
  })

  it('meets nobody else at the counter, and the journal has no gap', () => {
    const [one, other] = [story(SERVED), story(SERVED, {}, 5)]
    const later = { ...other, lines: other.lines.map((line) => ({ ...line, counter: line.counter && '2' })) }
    expect(dayFaults([one, later])).toEqual([])
    expect(new Set(dayFaults([one, other]))).toEqual(new Set(['two people at 1: visit 1 and visit 5']))
    expect(dayFaults([one, { ...later, ticket: one.ticket }])).toEqual(['given twice: A1'])
    expect(dayFaults([one, story([['ticket_drawn', 60]], {}, 6)])).toEqual([
      'after 4 the journal goes on with 6',
    ])
  })

  it('tells how long people waited: from arrival or appointment, whichever is later, to the first call', () => {
    const booked = story([['held', 0], ['booked', 0], ['checked_in', 20], ...SERVED.slice(1)])
    const early = story([
      ['held', 0],
      ['booked', 0],
      ['checked_in', 20],
      ['called', 25],
    ])
    expect(waitsIn([booked, early, story(SERVED)], true)).toEqual({ people: 2, mean: 5, over15: 0 })
    expect(waitsIn([booked, story(SERVED), story([['ticket_drawn', 20]])], false)).toEqual({
      people: 1,
      mean: 20,
      over15: 1,
    })
  })
})

function eventOutcomes(events: readonly Happened[]): Partial<Story> {
  return events.some(([event]) => event === 'finished') ? { outcomes: ['done'] } : {}
}

function changed(events: readonly Happened[], index: number, change: Partial<Line>): Story {
  return story(events.map((one, nth): Happened => (nth === index ? [one[0], one[1], change] : one)))
}
