import type { Visitor } from '#test/laws/http.ts'
import { expected } from './answers.ts'
import type { Booking } from './bookings.ts'
import { clerksByApi } from './clerksByApi.ts'
import type { DayHall } from './dayHall.ts'
import type { Register } from './people.ts'
import { peopleByApi } from './peopleByApi.ts'
import type { DayPlan } from './plan.ts'
import type { Town } from './town.ts'
import type { Waited } from './whyTruth.ts'

/** Matters that turn out at the counter, or that a second person has; they take little. */
export const SMALL_MATTERS = [
  'pin-eid',
  'life-certificate',
  'address-change-card',
  'registration-certificate',
]

export type ApiHallOptions = {
  readonly town: Town
  readonly plan: DayPlan
  readonly bookings: ReadonlyMap<number, Booking>
  readonly register: Register
}

/** The information desk by the API. */
export type Desk = {
  readonly visitor: Visitor
  /** Who waits, in call order. */
  waiting(): Promise<readonly Waited[]>
  /** Why one of two numbers comes or came first. */
  why(first: string, second: string): Promise<string>
}

/** The hall, and what only the desk sees. */
export type ApiHall = DayHall & Pick<Desk, 'waiting' | 'why'>

/** The hall as the public API has it. */
export async function hallByApi(options: ApiHallOptions): Promise<ApiHall> {
  const here = `/api/sites/${options.town.site.key}`
  const visitor = await options.town.signIn('info')
  const desk: Desk = {
    visitor,
    waiting: async () => expected(await visitor.get(`${here}/hall`)).json.waiting,
    why: async (first, second) =>
      expected(await visitor.get(`${here}/order?first=${first}&second=${second}`)).json.why,
  }
  const { waiting, why } = desk
  return { ...peopleByApi(options, desk), ...clerksByApi(options, desk), waiting, why }
}
