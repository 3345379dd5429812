/** A visit as it was recorded. Minutes since 1970 (UTC). */
export type PastVisit = {
  /** Of the file. */
  readonly line: number
  readonly site: string
  readonly service: string
  /** Classes are called by an order of their own, and told with corrections of their own. */
  readonly group: string
  /** The counters that serve it: nobody else does. */
  readonly pool: string
  readonly counter: string | null
  readonly number: string | null
  /** The midnight with which its day began at the site. */
  readonly day: number
  /** When they came; null: an appointment to which nobody came. */
  readonly arrival: number | null
  readonly appointment: number | null
  readonly called: number | null
  /** The end of the service, or when they left without; null: nobody knows. */
  readonly ended: number | null
  /** Nobody sat down: not counted, since nobody knows when they would have been served. */
  readonly gone: boolean
}

/** What comes of a visit, with words that are found in records. */
export type PastOutcome = 'served' | 'gone' | 'cancelled'
