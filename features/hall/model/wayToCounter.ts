import type { CounterTexts } from '#db/json.ts'
import type { Language } from '#kernel/language.ts'

/** How each arrow is drawn; up and down lie askew, as on signs at stairs. */
const DRAWN = { left: '←', right: '→', straight: '↑', back: '↓', up: '↗', down: '↘' } as const

type Way = Pick<CounterTexts, 'level'> & { readonly direction?: CounterTexts['direction'] | null }

/** The arrow from a display to a counter; none where nobody has said where it is. */
export function arrowTo(direction: Way['direction']): string {
  return direction ? DRAWN[direction.arrow] : ''
}

/** Level and way to a counter in one language, e.g. "1. Stock, Raum 1.12"; empty where nothing is said. */
export function wayTo({ level, direction }: Way, language: Language): string {
  return [level?.[language], direction?.text[language]].filter(Boolean).join(', ')
}
