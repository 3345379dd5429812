import type { TimeQuestion } from '../actions.ts'
import { bookingAddress, type Filter, type TimeChoice } from './address.ts'

/** What a booking carries in its addresses while a time is held, so that nothing is lost when the hold ends. */
export type Carried = {
  readonly matters: TimeQuestion['matters']
  readonly time: TimeChoice | undefined
  /** The address of a page of this booking, without the language. */
  readonly addressOf: (path: string) => string
  /** The matters, to change them. */
  readonly mattersAddress: string
  /** The list of times for the same matters, narrowed as before. */
  readonly timesAddress: string
}

/** Binds what is carried to addresses. */
export function carry(
  matters: TimeQuestion['matters'],
  time: TimeChoice | undefined,
  filter: Filter = {},
): Carried {
  return {
    matters,
    time,
    addressOf: (path) => bookingAddress(path, { matters, filter, time }),
    mattersAddress: bookingAddress('/booking', { matters, filter }),
    timesAddress: bookingAddress('/booking/times', { matters, filter }),
  }
}
