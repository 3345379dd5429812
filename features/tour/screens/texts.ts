import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { previewStopsRoute, tourRoute } from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of tours say. */
export const tourTexts = staffTranslator({ de, en })

export type Tour = Output<typeof tourRoute>
export type PlannedTeam = Tour['teams'][number]
export type PlannedStop = Tour['stops'][number]
export type Foresight = Output<typeof previewStopsRoute>
