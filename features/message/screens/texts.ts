import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { previewTemplateRoute, templateRoute } from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of messages say. */
export const messageTexts = staffTranslator({ de, en })
export type MessageText = ReturnType<typeof messageTexts>

export type TemplateNow = Output<typeof templateRoute>
export type PreviewNow = Output<typeof previewTemplateRoute>
