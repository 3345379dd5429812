import { booking } from './bookingGroup.ts'
import type { Group } from './figure.ts'
import { foundation } from './foundation.ts'
import { growth } from './growth.ts'
import { hall } from './hall.ts'
import { looking } from './looking.ts'
import { messages } from './messages.ts'
import { promise } from './promise.ts'

/** Every group of figures. */
export const groups: readonly Group[] = [foundation, booking, growth, hall, promise, looking, messages]
