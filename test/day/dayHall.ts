import type { Instant } from '#kernel/instant.ts'
import type { Comer } from './plan.ts'

/** Somebody in the hall: of the plan, or split off from a party. */
export type Person = Comer

/** What can be done in a hall, by whatever way; each tells what became of it. */
export type DayHall = {
  /** When a booked person comes, by the time that they have got; undefined: never. */
  arrivalOf(who: Person): Instant | undefined
  cancel(who: Person): Promise<void>
  arrive(who: Person): Promise<void>
  /** Shows the code again after a missed call. */
  comeBack(who: Person): Promise<void>
  sayNeed(who: Person): Promise<void>
  goAway(who: Person, minutes: number): Promise<void>
  leave(who: Person): Promise<void>
  unpark(who: Person): Promise<void>
  /** Whoever missed a call waits again when their minutes are over. Do they? */
  returnMissed(who: Person): Promise<boolean>
  open(seat: number): Promise<void>
  close(seat: number): Promise<void>
  pause(seat: number): Promise<void>
  resume(seat: number): Promise<void>
  next(seat: number): Promise<Person | undefined>
  again(seat: number): Promise<void>
  missed(seat: number): Promise<void>
  start(seat: number): Promise<void>
  finish(seat: number, who: Person): Promise<void>
  park(seat: number): Promise<void>
  /** What happens now and then beside the usual way. Undefined: not now. */
  choose(seat: number): Promise<Person | undefined>
  withdraw(seat: number, who: Person): Promise<boolean>
  reopen(seat: number, who: Person): Promise<boolean>
  addMatter(seat: number, who: Person): Promise<boolean>
  /** Which counter alone calls them now; null: any that can. */
  sendOn(seat: number, who: Person): Promise<{ readonly seat: number | null } | undefined>
  /** While they are called, or served. */
  takeOver(seat: number, from: number, who: Person, how: 'called' | 'serving'): Promise<boolean>
  splitOff(who: Person): Promise<Person | undefined>
  letForward(who: Person): Promise<boolean>
}
