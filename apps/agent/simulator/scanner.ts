/** How a hand scanner is set up that types what it reads, like a keyboard. */
export type ScannerSetting = {
  /** Typed before the code, e.g. `]Q1`, by which scanners name the kind of code. */
  readonly prefix: string
  /** The key after the code. */
  readonly suffix: 'Enter' | 'Tab'
  /** Between two keys. Cheap scanners by radio hesitate now and then. */
  readonly milliseconds: number
}

/** One key of a scanner, and how long it waits before. */
export type ScannedKey = { readonly key: string; readonly after: number }

/** As most scanners come out of their box. */
export const USUAL_SCANNER: ScannerSetting = { prefix: '', suffix: 'Enter', milliseconds: 2 }

/** The keys that a simulated scanner presses for a code. */
export function scannedKeys(code: string, setting: ScannerSetting = USUAL_SCANNER): readonly ScannedKey[] {
  const typed = [...setting.prefix, ...code, setting.suffix]
  return typed.map((key) => ({ key, after: setting.milliseconds }))
}

/** Characters that scanners type when they read a crumpled code, a bar code of something else, or the light. */
const RUBBISH = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ]^~{}|<>"\'\\`´;äöüß€'

/** Rubbish of some length, as a scanner types it; `random` gives numbers from 0 to 1. */
export function scannedRubbish(
  random: () => number,
  length: number,
  setting?: ScannerSetting,
): readonly ScannedKey[] {
  const characters = [...RUBBISH]
  const code = Array.from(
    { length },
    () => characters[Math.floor(random() * characters.length) % characters.length] ?? '0',
  )
  return scannedKeys(code.join(''), setting)
}
