import { booking } from './bookingGroup.ts'
import type { Group } from './figure.ts'
import { foundation } from './foundation.ts'

/** Every group of figures. */
export const groups: readonly Group[] = [foundation, booking]
