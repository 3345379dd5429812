import type { Static } from 'typebox'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { CounterView, StaffCounter, StaffHall, StaffVisit } from '../contract.ts'
import type { Outcome } from './counterKeys.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of the hall say. */
export const hallTexts = staffTranslator({ de, en })
export type HallText = ReturnType<typeof hallTexts>

export type VisitNow = Static<typeof StaffVisit>
export type CounterNow = Static<typeof StaffCounter>
export type HallNow = Static<typeof StaffHall>
export type CounterViewNow = Static<typeof CounterView>

/** How a visit ended: all matters alike, but for the others. */
export type Ended = {
  readonly outcome: Outcome
  readonly others?: { readonly service: string; readonly outcome: Outcome }[]
}
