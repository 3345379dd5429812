/** The letters of the GSM alphabet (3GPP TS 23.038, 6.2.1): one of seven bits each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Those of its extension: two each. */
const EXTENSION = new Set('\f^{}\\[~]|€')

/** What an SMS holds alone, and what each part of a longer one does: in letters of seven or of sixteen bits. */
const ROOM = { gsm7: { alone: 160, part: 153 }, ucs2: { alone: 70, part: 67 } } as const

/** How a text travels: in which alphabet, and in how many parts, each of which is paid for. */
export type SmsSize = { readonly encoding: 'gsm7' | 'ucs2'; readonly segments: number }

/** How a text would travel as SMS. No letter is cut in two where one part ends. */
export function measureSms(text: string): SmsSize {
  const letters = [...text]
  const isGsm = letters.every((letter) => BASIC.has(letter) || EXTENSION.has(letter))
  const encoding = isGsm ? 'gsm7' : 'ucs2'
  const { alone, part } = ROOM[encoding]
  const widths = letters.map((letter) => (isGsm ? (EXTENSION.has(letter) ? 2 : 1) : letter.length))
  const whole = widths.reduce((sum, width) => sum + width, 0)
  if (whole <= alone) return { encoding, segments: 1 }
  let segments = 1
  let filled = 0
  for (const width of widths) {
    if (filled + width > part) {
      segments++
      filled = 0
    }
    filled += width
  }
  return { encoding, segments }
}

/** What stands for signs that would make every letter of an SMS twice as wide. */
const PLAINER: Readonly<Record<string, string>> = {
  '„': '"',
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '‚': "'",
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '•': '-',
}

/** A text in one line with plain signs for typographic ones; letters of people and places stay as they are. */
export function plainSms(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Z}]+/gu, ' ')
    .replaceAll(/[„“”«»‚‘’–—−…•]/g, (sign) => PLAINER[sign] ?? sign)
    .trim()
}
