import { between } from '#apps/demo/random.ts'
import { createAgenda } from '#apps/demo/seed/agenda.ts'
import { HOUR, type Instant, instant, MINUTE, plus } from '#kernel/instant.ts'
import { openBesides } from './beside.ts'
import type { DayHall, Person } from './dayHall.ts'
import type { Comer, DayPlan } from './plan.ts'
import type { Duty } from './staffing.ts'

type Standing = 'waiting' | 'away' | 'called' | 'serving' | 'parked' | 'missed' | 'gone'
type Sitting = { readonly nth: number; open: boolean; busy: boolean; paused: boolean; until: Instant }

/** Plays a day from before the doors open until the last person has gone. `clock` is told of every moment first. */
export async function playDay(
  plan: DayPlan,
  hall: DayHall,
  clock: (at: Instant) => Promise<void>,
): Promise<void> {
  const { random } = plan
  const agenda = createAgenda<() => Promise<void>>()
  const standing = new Map<Person, Standing>()
  /** Who is no longer in the hall, whatever it knows of them. */
  const absent = new Set<Person>()
  const wasParked = new Set<Person>()
  /** Who has missed a call once. */
  const returned = new Set<Person>()
  /** Who was sent on to one counter. */
  const only = new Map<Person, number>()
  const sitting = plan.seats.map(
    (_, nth): Sitting => ({ nth, open: false, busy: false, paused: false, until: plan.opens }),
  )
  const doBeside = openBesides()
  let now = plan.opens
  let calls = 0
  const later = (milliseconds: number, act: () => Promise<void>) => agenda.add(now + milliseconds, act)
  const waits = (who: Person) => standing.get(who) === 'waiting'

  for (const who of plan.comers) expect(who)
  for (const duty of plan.duties) planDuty(duty)
  for (let entry = agenda.next(END); entry; entry = agenda.next(END)) {
    now = entry.at
    // Whoever would lose patience later has gone long ago.
    if (now > plan.closes && sitting.every(({ open }) => !open)) return
    if (now > plan.closes + LONGEST_EVENING) throw new Error(`somebody is left: ${leftOver()}`)
    await clock(now)
    await entry.act()
  }

  function leftOver(): string {
    const left = [...standing].filter(([, how]) => how !== 'gone')
    return left.map(([{ nth }, how]) => `${nth} ${how}`).join(', ')
  }

  function expect(who: Comer): void {
    if (who.wanted !== null && who.fate.cancels) {
      agenda.add(plus(plan.opens, -20 * MINUTE + who.nth * 1_000), () => hall.cancel(who))
      return
    }
    const comes = who.wanted === null ? who.comesAt : who.fate.comes ? hall.arrivalOf(who) : undefined
    // Whoever is there before the doors open comes in with the first.
    if (comes) agenda.add(Math.max(comes, plan.opens + who.nth * 200), () => arrive(who))
  }

  async function arrive(who: Person): Promise<void> {
    await hall.arrive(who)
    comeIn(who)
    const { need, awayAfter } = who.stay
    if (need) later(20_000, async () => void (waits(who) && (await hall.sayNeed(who))))
    if (awayAfter !== null) later(awayAfter * MINUTE, () => goAway(who))
    later(who.fate.patience * MINUTE, () => losePatience(who))
  }

  function comeIn(who: Person): void {
    standing.set(who, 'waiting')
    ring(who)
  }

  /** A counter that stands idle and could serve them looks up. */
  function ring(who: Person): void {
    const idle = idleFor(who)
    if (idle) callSoon(idle, between(random, 3, 15))
  }

  function idleFor(who: Person): Sitting | undefined {
    return sitting.find((seat) => seat.open && !seat.busy && !seat.paused && canServe(seat, who))
  }

  function canServe({ nth }: Sitting, who: Person): boolean {
    const sentTo = only.get(who)
    if (sentTo !== undefined && sentTo !== nth) return false
    return who.wish.services.every((service) => plan.seats[nth]?.skills.has(service))
  }

  async function goAway(who: Person): Promise<void> {
    if (!waits(who)) return
    standing.set(who, 'away')
    await hall.goAway(who, AWAY_MINUTES)
    later(AWAY_MINUTES * MINUTE + SLACK, async () => {
      if (standing.get(who) === 'away') comeIn(who)
    })
  }

  async function losePatience(who: Person): Promise<void> {
    if (!waits(who)) return
    if (!who.saysSo) return void absent.add(who)
    standing.set(who, 'gone')
    await hall.leave(who)
  }

  function callSoon(seat: Sitting, seconds: number): void {
    seat.busy = true
    later(seconds * 1000, () => call(seat))
  }

  async function call(seat: Sitting): Promise<void> {
    const opened = seat.open && !seat.paused
    const chosen = opened ? await doBeside('choose', calls, () => hall.choose(seat.nth)) : undefined
    const who = chosen ?? (opened ? await hall.next(seat.nth) : undefined)
    if (!who) {
      seat.busy = false
      if (seat.until <= now) later(2 * MINUTE, () => goHome(seat))
      return
    }
    calls += 1
    standing.set(who, 'called')
    if (await doBeside('withdraw', calls, () => hall.withdraw(seat.nth, who))) {
      standing.set(who, 'waiting')
      return callSoon(seat, 20)
    }
    if (absent.has(who) || (who.fate.missesCall && !returned.has(who)))
      return void later(60_000, () => callAgain(seat, who))
    const idle = idleFor(who)
    const taken =
      idle && (await doBeside('takeCalled', calls, () => hall.takeOver(idle.nth, seat.nth, who, 'called')))
    if (idle && taken) idle.busy = true
    later(who.fate.walkSeconds * 1000, () => start(idle && taken ? idle : seat, who))
    if (taken) free(seat)
  }

  async function callAgain(seat: Sitting, who: Person): Promise<void> {
    await hall.again(seat.nth)
    later(MINUTE, () => miss(seat, who))
  }

  async function miss(seat: Sitting, who: Person): Promise<void> {
    await hall.missed(seat.nth)
    const second = returned.has(who)
    standing.set(who, second ? 'gone' : 'missed')
    free(seat)
    if (second) return
    returned.add(who)
    const back = who.fate.returns && !absent.has(who)
    if (!back) absent.add(who)
    // Before the minutes are over whoever is back says so at the kiosk.
    if (back) later(between(random, 2, 7) * MINUTE, () => comeBack(who))
    else later(MISSED_MINUTES * MINUTE + SLACK, () => letBack(who))
  }

  async function comeBack(who: Person): Promise<void> {
    await hall.comeBack(who)
    comeIn(who)
  }

  /** Looks until the hall has let them back: on a busy machine its clock may be ahead of this one when they miss. */
  async function letBack(who: Person): Promise<void> {
    const waitsAgain = await hall.returnMissed(who)
    // Whoever the hall let back with somebody else may have been called already.
    if (standing.get(who) !== 'missed') return
    if (waitsAgain) comeIn(who)
    else later(SLACK, () => letBack(who))
  }

  async function start(seat: Sitting, who: Person): Promise<void> {
    await hall.start(seat.nth)
    standing.set(who, 'serving')
    const minutes = who.fate.durationFactor * who.wish.minutes
    if (who.stay.parked && !wasParked.has(who)) return void later(2.5 * MINUTE, () => park(seat, who))
    later((minutes * MINUTE) / 2, () => halfWay(seat, who, (minutes * MINUTE) / 2))
  }

  /** In the middle of a service it may turn out that it goes on otherwise. */
  async function halfWay(seat: Sitting, who: Person, left: number): Promise<void> {
    await doBeside('letForward', calls, () => somebody((other) => hall.letForward(other)))
    // What has been added is served here: another counter might not be able to.
    if (await doBeside('addMatter', calls, () => hall.addMatter(seat.nth, who)))
      return void later(left, () => finish(seat, who))
    const other = await doBeside('splitOff', calls, () => hall.splitOff(who))
    if (other) comeIn(other)
    const sent = await doBeside('sendOn', calls, () => hall.sendOn(seat.nth, who))
    if (sent) {
      if (sent.seat !== null) only.set(who, sent.seat)
      comeIn(who)
      return free(seat)
    }
    const idle = idleFor(who)
    if (
      idle &&
      (await doBeside('takeOver', calls, () => hall.takeOver(idle.nth, seat.nth, who, 'serving')))
    ) {
      idle.busy = true
      later(left, () => finish(idle, who))
      return free(seat)
    }
    later(left, () => finish(seat, who))
  }

  async function somebody(work: (who: Person) => Promise<boolean>): Promise<boolean> {
    for (const [who, how] of standing) if (how === 'waiting' && (await work(who))) return true
    return false
  }

  async function finish(seat: Sitting, who: Person): Promise<void> {
    await hall.finish(seat.nth, who)
    if (await doBeside('reopen', calls, () => hall.reopen(seat.nth, who)))
      return void later(30_000, () => finish(seat, who))
    standing.set(who, 'gone')
    free(seat)
  }

  async function park(seat: Sitting, who: Person): Promise<void> {
    wasParked.add(who)
    await hall.park(seat.nth)
    standing.set(who, 'parked')
    free(seat)
    later(between(random, 6, 14) * MINUTE, async () => {
      await hall.unpark(who)
      comeIn(who)
    })
  }

  function free(seat: Sitting): void {
    seat.busy = false
    if (seat.until <= now) return void later(1_000, () => goHome(seat))
    if (somebodyFor(seat)) callSoon(seat, between(random, 30, 90))
  }

  function somebodyFor(seat: Sitting): boolean {
    for (const [who, how] of standing) if (how === 'waiting' && canServe(seat, who)) return true
    return false
  }

  /** Will everybody who waits for this counter be served by colleagues who stay longer? */
  function servedElsewhere(seat: Sitting): boolean {
    const others = sitting.filter((each) => each !== seat && each.open && each.until > now)
    return [...standing].every(
      ([who, how]) =>
        !['waiting', 'away', 'missed', 'parked'].includes(how) ||
        !canServe(seat, who) ||
        others.some((each) => canServe(each, who)),
    )
  }

  async function goHome(seat: Sitting): Promise<void> {
    if (!seat.open || seat.busy || seat.until > now) return
    if (!servedElsewhere(seat)) {
      if (somebodyFor(seat)) return callSoon(seat, between(random, 30, 90))
      return void later(2 * MINUTE, () => goHome(seat))
    }
    const last = !plan.duties.some((duty) => duty.seat === seat.nth && duty.from >= seat.until)
    if (last) {
      seat.open = false
      await hall.close(seat.nth)
    } else {
      seat.paused = true
      await hall.pause(seat.nth)
    }
  }

  function planDuty({ seat: nth, from, to }: Duty): void {
    const seat = sitting[nth]
    if (!seat) throw new RangeError(`no counter ${nth}`)
    agenda.add(from + nth * 3_000, async () => {
      seat.until = to
      if (!seat.open) await hall.open(nth)
      else if (seat.paused) await hall.resume(nth)
      seat.open = true
      seat.paused = false
      if (!seat.busy && somebodyFor(seat)) callSoon(seat, between(random, 20, 60))
    })
    agenda.add(to + nth * 3_000, () => goHome(seat))
  }
}

/** Long after every day's end. */
const END = instant(8_000_000_000_000_000)
/** So long after the doors have closed everybody has been served. */
const LONGEST_EVENING = 3 * HOUR
/** What a busy machine takes for a press: the hall's minutes begin that much later. */
const SLACK = 60_000
/** "I need ten more minutes." */
const AWAY_MINUTES = 10
/** After a missed call people wait so long; the rule of the hall. */
const MISSED_MINUTES = 10
