import { translator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** The few words that the kit itself says: header, footer, and the names of its states. All else comes in by props. */
export const uiTexts = translator({ de, 'de-simple': deSimple, en })
