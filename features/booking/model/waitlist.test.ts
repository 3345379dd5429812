import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import { cellsFor, instantOfCell } from '#features/capacity/model.ts'
import { DAY, HOUR, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import { id, NOW, run, SERVICES, SITES, TODAY, wish, ZONE } from '#test/wishes.ts'
import {
  type Allocation,
  type AllocationQuestion,
  allocate,
  type FreedRun,
  firstStart,
  suitable,
  timesIn,
} from './allocation.ts'
import {
  afterRefusal,
  aheadOf,
  compareWishes,
  DAY_PARTS,
  dayPartOf,
  deadlineOf,
  isUrgent,
  offerUntil,
  urgentPart,
} from './waitlist.ts'
import { refusedTime } from './waitlistReplay.ts'

const subset = <T>(values: readonly T[]) => fc.subarray([...values])
const someWish = (number: number) =>
  fc
    .record({
      serviceIds: fc.subarray([...SERVICES], { minLength: 1 }),
      minutes: fc.integer({ min: 1, max: 8 }).map((n) => n * 5),
      siteIds: subset(SITES),
      weekdays: subset([1, 2, 3, 4, 5]),
      parts: subset(DAY_PARTS),
      firstDay: fc.integer({ min: 0, max: 4 }).map((days) => addDays(TODAY, days)),
      untilDay: fc.integer({ min: 2, max: 9 }).map((days) => addDays(TODAY, days)),
      before: fc.option(
        fc.integer({ min: 1, max: 200 }).map((hours) => plus(NOW, hours * HOUR)),
        { freq: 4 },
      ),
      deadlineOn: fc.option(fc.integer({ min: -5, max: 30 }).map((days) => addDays(TODAY, days))),
      queuedAt: fc.integer({ min: 1, max: 50 }).map((hours) => plus(NOW, -hours * HOUR)),
    })
    .map((more) => wish(number, more))

const someRun = (number: number) =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 2 }),
      siteId: fc.constantFrom(...SITES),
      day: fc.integer({ min: 0, max: 6 }).map((days) => addDays(TODAY, days)),
      firstCell: fc.integer({ min: 90, max: 180 }),
      length: fc.integer({ min: 1, max: 20 }),
      skills: fc.subarray([...SERVICES], { minLength: 1 }),
      durationPercent: fc.constantFrom(100, 150),
    })
    .map(({ length, ...more }) => run(number, { ...more, endCell: more.firstCell + length }))

const listOf = <T>(make: (number: number) => fc.Arbitrary<T>, most: number) =>
  fc
    .integer({ min: 0, max: most })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => make(n + 1))))

const question: fc.Arbitrary<AllocationQuestion> = fc.record({
  now: fc.constant(NOW),
  today: fc.constant(TODAY),
  runs: listOf(someRun, 5),
  wishes: listOf(someWish, 12),
  urgentLeft: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })).map(
    ([first, second]) =>
      new Map([
        [1, first],
        [2, second],
      ]),
  ),
})

/** The times that stay once others have theirs, cell by cell, without the code of the allocation. */
function cellsLeft(runs: readonly FreedRun[], taken: readonly Allocation[]): FreedRun[] {
  return runs.flatMap((one) => {
    const free = Array.from({ length: one.endCell - one.firstCell }, (_, n) => one.firstCell + n).filter(
      (cell) =>
        !taken.some(
          (each) =>
            each.placeId === one.placeId &&
            each.day === one.day &&
            each.firstCell <= cell &&
            cell < each.endCell,
        ),
    )
    const ends = free.filter((cell) => !free.includes(cell + 1))
    return ends.map((last) => {
      let first = last
      while (free.includes(first - 1)) first--
      return { ...one, firstCell: first, endCell: last + 1 }
    })
  })
}

/** Everybody who was passed over although a time would have fitted: none, says the law. */
function passedOver(asked: AllocationQuestion, found: readonly Allocation[]): string[] {
  const line = asked.wishes.toSorted((a, b) => compareWishes(a, b, asked.today))
  const winners = new Map(found.map((each) => [each.wishId, each]))
  const complaints: string[] = []
  for (const [position, one] of line.entries()) {
    if (winners.has(one.id)) continue
    const earlier = line.slice(0, position).flatMap((each) => winners.get(each.id) ?? [])
    const urgent = isUrgent(one, asked.today)
    const open = cellsLeft(asked.runs, earlier).filter(({ batch }) => {
      const gone = timesIn(earlier.filter((each) => each.urgent && each.batch === batch))
      return !urgent || gone < (asked.urgentLeft.get(batch) ?? 0)
    })
    if (open.some((time) => firstStart(one, time, plus(asked.now, LIST_NOTICE)) !== undefined))
      complaints.push(one.id)
  }
  return complaints
}

describe('who gets a freed time', () => {
  it('nobody later in the order gets one while somebody earlier fits it', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(passedOver(asked, allocate(asked))).toEqual([])
      }),
    )
  })

  // The control: an allocation that turns the line round is found out.
  it('whoever serves the last first is found out', () => {
    const runs = [run(1)]
    const wishes = [wish(1), wish(2)]
    const asked = { now: NOW, today: TODAY, runs, wishes, urgentLeft: new Map() }
    const right = allocate(asked)
    expect(right.map(({ wishId }) => wishId)).toEqual([wish(2).id])
    expect(passedOver(asked, right)).toEqual([])
    const wrong = allocate({ ...asked, wishes: [wish(1)] })
    expect(passedOver(asked, wrong)).toEqual([wish(2).id])
  })

  it('no cell is given twice, none that was not there, and one person gets one time', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const found = allocate(asked)
        expect(new Set(found.map(({ wishId }) => wishId)).size).toBe(found.length)
        const cells = found.flatMap((each) =>
          Array.from(
            { length: each.endCell - each.firstCell },
            (_, n) => `${each.placeId} ${each.day} ${each.firstCell + n}`,
          ),
        )
        expect(new Set(cells).size).toBe(cells.length)
        for (const each of found) {
          const from = asked.runs.find((one) => one.placeId === each.placeId)
          expect(from !== undefined && from.firstCell <= each.firstCell && each.endCell <= from.endCell).toBe(
            true,
          )
        }
      }),
    )
  })

  it('everybody gets what they wished for, more than two hours ahead', () => {
    fc.assert(
      fc.property(question, (asked) => {
        for (const each of allocate(asked)) {
          const own = asked.wishes.find((one) => one.id === each.wishId) ?? wish(0)
          const from = asked.runs.find((one) => one.placeId === each.placeId) ?? run(0)
          expect(each.startsAt).toBe(instantOfCell(each.day, each.firstCell, ZONE))
          expect(each.startsAt - asked.now).toBeGreaterThan(2 * HOUR)
          expect(each.endCell - each.firstCell).toBe(cellsFor(own.minutes, from.durationPercent))
          expect(own.siteIds.length === 0 || own.siteIds.includes(each.siteId)).toBe(true)
          expect(own.weekdays.length === 0 || own.weekdays.includes(weekdayOf(each.day))).toBe(true)
          expect(own.parts.length === 0 || own.parts.includes(dayPartOf(each.startsAt, ZONE))).toBe(true)
          expect(own.firstDay <= each.day && each.day <= own.untilDay).toBe(true)
          expect(own.before === null || each.startsAt < own.before).toBe(true)
          expect(own.serviceIds.every((service) => from.skills.includes(service))).toBe(true)
        }
      }),
    )
  })

  it('the urgent class gets at most its part of each batch, in times of 15 minutes', () => {
    fc.assert(
      fc.property(question, (asked) => {
        for (const batch of [1, 2]) {
          const urgent = allocate(asked).filter((each) => each.batch === batch && each.urgent)
          // The last one may be longer than what was left.
          const part = asked.urgentLeft.get(batch) ?? 0
          if (part === 0) expect(urgent).toEqual([])
          else expect(timesIn(urgent.slice(0, -1))).toBeLessThan(part)
        }
      }),
    )
  })

  it('two long times are half and half', () => {
    const long = { endCell: 102 }
    const runs = [run(1, long), run(2, long)]
    const urgent = { deadlineOn: TODAY, minutes: 30 }
    const wishes = [wish(1, urgent), wish(2, urgent), wish(3, { minutes: 30 })]
    const asked = { now: NOW, today: TODAY, runs, wishes, urgentLeft: new Map([[1, 2]]) }
    expect(allocate(asked).map((each) => each.urgent)).toEqual([true, false])
  })

  it('the answer does not depend on the order in which wishes and times were read', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const turned = { ...asked, wishes: asked.wishes.toReversed(), runs: asked.runs.toReversed() }
        expect(allocate(turned)).toEqual(allocate(asked))
      }),
    )
  })

  it('different times go to different people at once, and what remains of a longer one goes on', () => {
    const asked = {
      now: NOW,
      today: TODAY,
      runs: [run(1, { endCell: 103 })],
      wishes: [wish(1), wish(2), wish(3)],
      urgentLeft: new Map(),
    }
    expect(allocate(asked).map(({ wishId, firstCell }) => [wishId, firstCell])).toEqual([
      [wish(3).id, 96],
      [wish(2).id, 99],
    ])
  })

  it('a refused time, or one that overlaps it, is never offered to the same person again', () => {
    const time = { siteId: run(1).siteId, startsAt: instantOfCell(run(1).day, 96, ZONE), minutes: 15 }
    const own = afterRefusal(wish(1), refusedTime(time), NOW)
    expect(firstStart(own, run(1, { endCell: 100 }), NOW)).toBeUndefined()
    expect(firstStart(own, run(1, { endCell: 102 }), NOW)).toBe(99)
    expect(firstStart(own, run(1, { siteId: SITES[1] ?? id(1, 2) }), NOW)).toBe(96)
  })
})

describe('the order', () => {
  it('an urgent deadline goes first, the nearer one before the later, then who waits longer', () => {
    const far = wish(9, { deadlineOn: addDays(TODAY, 60) })
    const near = wish(1, { deadlineOn: addDays(TODAY, 3) })
    const nearer = wish(1, { id: wish(5).id, deadlineOn: addDays(TODAY, 1) })
    const line = [wish(2), far, near, nearer, wish(4)].toSorted((a, b) => compareWishes(a, b, TODAY))
    expect(line).toEqual([nearer, near, far, wish(4), wish(2)])
  })

  it('a date long past is worth no more than one of today', () => {
    const cheat = wish(1, { deadlineOn: addDays(TODAY, -4_000) })
    const honest = wish(2, { deadlineOn: TODAY })
    expect(compareWishes(honest, cheat, TODAY)).toBeLessThan(0)
  })

  it('two refusals cost nothing, the third costs the place', () => {
    const time = refusedTime({ siteId: run(1).siteId, startsAt: NOW, minutes: 15 })
    const later = plus(NOW, HOUR)
    const second = afterRefusal(afterRefusal(wish(1), time, later), time, later)
    expect(second.queuedAt).toBe(wish(1).queuedAt)
    expect(afterRefusal(second, time, later)).toMatchObject({ queuedAt: later, refusals: 0 })
  })

  it('counts only who is before me and wants some of the same', () => {
    const own = wish(3, { siteIds: SITES.slice(0, 1) })
    const line = [
      own,
      wish(4),
      wish(5, { siteIds: SITES.slice(1) }),
      wish(6, { serviceIds: SERVICES.slice(1) }),
      wish(1),
    ]
    expect(aheadOf(own, line, TODAY)).toBe(1)
  })
})

describe('the rules in figures', () => {
  it.each([
    [20 * DAY, 24 * 60],
    [7 * DAY, 24 * 60],
    [7 * DAY - 1, 120],
    [DAY, 120],
    [DAY - 1, 20],
    [3 * HOUR, 20],
  ])('a time %d ms ahead is offered for %d minutes', (ahead, minutes) => {
    expect(offerUntil(NOW, plus(NOW, ahead)) - NOW).toBe(minutes * MINUTE)
  })

  it('an offer ends before its time begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: LIST_NOTICE + 1, max: 60 * DAY }), (ahead) => {
        expect(offerUntil(NOW, plus(NOW, ahead))).toBeLessThan(plus(NOW, ahead))
      }),
    )
  })

  it('over any batches the urgent class never has more than half and the odd one in turn', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (batches) => {
        let carry: 0 | 1 = 1
        let urgent = 0
        let times = 0
        for (const batch of batches) {
          const part = urgentPart(batch, carry)
          expect(part.urgent).toBeLessThanOrEqual(Math.ceil(batch / 2))
          urgent += part.urgent
          times += batch
          carry = part.carry
        }
        expect(Math.abs(2 * urgent - times)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('single times go to the classes by turns', () => {
    const first = urgentPart(1, 1)
    const second = urgentPart(1, first.carry)
    expect([first.urgent, second.urgent, urgentPart(1, second.carry).urgent]).toEqual([1, 0, 1])
  })

  it('a long time counts as several, a short one as one', () => {
    expect(timesIn([{ firstCell: 0, endCell: 1 }])).toBe(1)
    expect(
      timesIn([
        { firstCell: 0, endCell: 19 },
        { firstCell: 30, endCell: 33 },
      ]),
    ).toBe(7)
  })

  it('the earliest deadline of several matters counts', () => {
    const matters = [
      { deadlineDays: 14, statedOn: TODAY },
      { deadlineDays: null, statedOn: TODAY },
      { deadlineDays: 0, statedOn: addDays(TODAY, 3) },
    ]
    expect(deadlineOf(matters)).toBe(addDays(TODAY, 3))
    expect(deadlineOf([{ deadlineDays: 14, statedOn: null }])).toBeNull()
  })

  it('the outlook counts past times that would have had room, whatever their day', () => {
    const past = run(1, { day: addDays(TODAY, -5) })
    expect(suitable(wish(1), [past, past, run(2, { endCell: 97 })])).toBe(2)
    expect(suitable(wish(1, { parts: ['evening'] }), [past])).toBe(0)
  })
})
