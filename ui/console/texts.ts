import { staffTranslator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** The words that all screens of the console share. */
export const consoleTexts = staffTranslator({ de, en })
