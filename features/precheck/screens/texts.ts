import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { precheckRoute, precheckUnsentRoute } from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of the pre-check say. */
export const precheckTexts = staffTranslator({ de, en })

export type QueuedVisit = Output<typeof precheckRoute>
/** A visit that needs papers and has sent none. */
export type UnsentVisit = Output<typeof precheckUnsentRoute>['visits'][number]
export type QueuedPaper = QueuedVisit['matters'][number]['papers'][number]
