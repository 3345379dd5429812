import { impossible } from '#kernel/result.ts'
import type { Person } from './dayHall.ts'

/** What is known of somebody who has come: their visit, the token of its link, and the numbers that they were told. */
export type Known = {
  readonly who: Person
  readonly visit: string
  readonly token: string
  /** Everywhere where their number was said or shown to them or of them. */
  readonly numbers: string[]
}

/** Everybody who has come, found by who they are, by visit and by number. */
export type Register = {
  note(known: Omit<Known, 'numbers'>, number: string): Known
  of(who: Person): Known
  behind(visit: string): Known
  called(number: string): Known
  all(): readonly Known[]
}

export function openRegister(): Register {
  const all: Known[] = []
  const find = (is: (known: Known) => boolean, what: string) =>
    all.find(is) ?? impossible(`nobody is known by ${what}`)
  return {
    note(known, number) {
      const entry = { ...known, numbers: [number] }
      all.push(entry)
      return entry
    },
    of: (who) => find((known) => known.who === who, String(who.nth)),
    behind: (visit) => find((known) => known.visit === visit, visit),
    called: (number) => find((known) => known.numbers[0] === number, number),
    all: () => all,
  }
}
