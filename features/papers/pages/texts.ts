import { translator } from '#platform/i18n/translator.ts'
import de from '../messages.de.json' with { type: 'json' }
import deSimple from '../messages.de-simple.json' with { type: 'json' }
import en from '../messages.en.json' with { type: 'json' }

/** The words of the pages on which papers are handed in. */
export const texts = translator({ de, 'de-simple': deSimple, en })
