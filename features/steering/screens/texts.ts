import { staffTranslator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of the what-if say. */
export const steeringTexts = staffTranslator({ de, en })
