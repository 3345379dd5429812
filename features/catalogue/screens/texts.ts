import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { checklistRoute } from '../contract/editing.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of the catalogue say. */
export const catalogueTexts = staffTranslator({ de, en })
export type CatalogueText = ReturnType<typeof catalogueTexts>

export type ChecklistData = Output<typeof checklistRoute>
