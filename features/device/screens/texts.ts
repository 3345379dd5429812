import type { Output } from '#platform/http/contract.ts'
import { staffTranslator } from '#platform/i18n/translator.ts'
import type { devicesRoute } from '../contract.ts'
import de from './messages.de.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

/** What the screens of devices say. */
export const deviceTexts = staffTranslator({ de, en })

export type DeviceList = Output<typeof devicesRoute>
export type ListedDevice = DeviceList['devices'][number]
