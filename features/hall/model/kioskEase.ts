import type { Language } from '#kernel/language.ts'

/** How somebody uses the kiosk. It stands in the address and goes with the person. */
export type KioskEase = {
  readonly look: 'light' | 'contrast'
  /** `lower`: everything to press stands where somebody in a wheelchair reaches it. */
  readonly reach: 'whole' | 'lower'
  /** What stands on the screen is read aloud. */
  readonly voice: boolean
  /** Switches: `two` step and press; with `one` the kiosk steps by itself. */
  readonly keys: 'none' | 'one' | 'two'
}

/** How everybody finds the kiosk. */
export const USUAL_EASE: KioskEase = { look: 'light', reach: 'whole', voice: false, keys: 'none' }

/** After so many seconds without a press the kiosk begins anew; for the last of them it asks first. */
export type KioskPatience = { readonly idleSeconds: number; readonly askedSeconds: number }

/** WCAG 2.2.1: who is asked has at least 20 seconds for a simple press, as often as they like. */
const USUAL_PATIENCE: KioskPatience = { idleSeconds: 30, askedSeconds: 20 }
/** Listening, stepping with a switch and Leichte Sprache take longer. */
const LONG_PATIENCE: KioskPatience = { idleSeconds: 120, askedSeconds: 60 }

/** How long the kiosk waits for this person. */
export function patienceWith({ reach, voice, keys }: KioskEase, language: Language): KioskPatience {
  const isUnhurried = reach === 'lower' || voice || keys !== 'none' || language === 'de-simple'
  return isUnhurried ? LONG_PATIENCE : USUAL_PATIENCE
}

/** Reads it from an address; what is written in no known way counts as usual. */
export function readEase(query: URLSearchParams): KioskEase {
  const keys = query.get('keys')
  return {
    look: query.get('look') === 'contrast' ? 'contrast' : 'light',
    reach: query.get('reach') === 'lower' ? 'lower' : 'whole',
    voice: query.get('voice') === 'on',
    keys: keys === 'one' || keys === 'two' ? keys : 'none',
  }
}

/** What of it an address names: only what differs from the usual. */
export function easeQuery({ look, reach, voice, keys }: KioskEase): Record<string, string> {
  return {
    ...(look === 'light' ? {} : { look }),
    ...(reach === 'whole' ? {} : { reach }),
    ...(voice ? { voice: 'on' } : {}),
    ...(keys === 'none' ? {} : { keys }),
  }
}
