// The hall as the kernel sees it. All times are minutes since one moment that all of them share; nothing here knows a
// clock, a zone or a database.

/** Somebody at a counter: since when, and how long such a visit takes (a distribution, see durations.ts). */
export type Serving = { readonly seed: number; readonly since: number; readonly durations: Float64Array }

/** A break that is planned and not begun: when it is due, and from how many to how many minutes it takes. */
export type PlannedBreak = { readonly from: number; readonly shortest: number; readonly longest: number }

/** A counter that works now or will. */
export type Counter = {
  /** Who is there; null: nobody. */
  readonly serving: Serving | null
  /** From then on it calls: now, the end of its break, the beginning of its shift. */
  readonly freeFrom: number
  /** It takes nobody from then on; Infinity: as long as anybody waits. */
  readonly stopsAt: number
  readonly breaks: readonly PlannedBreak[]
  /** Its times are so many times those of the distributions: a trainee's place. */
  readonly pace: number
}

/** Whoever is to be served. Somebody with a smaller key comes first. */
export type Person = {
  /** Of what is drawn for them; the same in every simulation of the day. */
  readonly seed: number
  /** The counters that can serve them, by their index. */
  readonly counters: readonly number[]
  readonly durations: Float64Array
}

/** Somebody who is here. */
export type Waiting = Person & {
  readonly key: number
  /** Not called before: their appointment is far, or they said when they come back. */
  readonly callableFrom: number
}

/** Somebody with an appointment who is not here yet. */
export type Expected = Person & {
  readonly appointment: number
  /** How likely they still come, seen from now. */
  readonly chance: number
}

/** Somebody without appointment who may come: at a moment, with a chance. Whether they do is drawn in each replicate. */
export type MayCome = Person & { readonly at: number; readonly chance: number }

/** How late people come, and what their coming fixes. Minutes. */
export type ArrivalRule = {
  /** Callable so long before the appointment. */
  readonly early: number
  /** The credit holds up to so much. */
  readonly late: number
  readonly credit: number
  /** How late people come, sorted; negative: early. Equally likely. */
  readonly lateness: Float64Array
}

/** After some visits a clerk is away for a while. */
export type Pauses = { readonly chance: number; readonly lengths: Float64Array }

/** Everything that the kernel needs to look ahead from a moment. */
export type Hall = {
  readonly now: number
  readonly counters: readonly Counter[]
  readonly waiting: readonly Waiting[]
  readonly expected: readonly Expected[]
  /** Who may still come without appointment; only looks that ask about later arrivals need them. */
  readonly mayCome?: readonly MayCome[]
  readonly arrivals: ArrivalRule
  readonly pauses: Pauses
  /** Everything takes so many times as long as usual today. */
  readonly pace: number
}
