import type { Static } from 'typebox'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { StaffBooking } from '../contract/staff.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of booking say. */
export const bookingTexts = staffTranslator({ de, en })
export type BookingText = ReturnType<typeof bookingTexts>

export type FoundBooking = Static<typeof StaffBooking>
