import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { noticesRoute } from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of house notices say. */
export const noticeTexts = staffTranslator({ de, en })

export type ListedNotice = Output<typeof noticesRoute>['notices'][number]
