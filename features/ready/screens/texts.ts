import { staffTranslator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screen of finished documents says. */
export const readyTexts = staffTranslator({ de, en })
