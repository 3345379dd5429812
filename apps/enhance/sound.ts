import { playTone } from '#platform/sound/tone.ts'

/** Two rising tones, gentle: a phone lies in a hand or on a table. */
const TONES = [
  { pitch: 659.3, at: 0, length: 0.5, loudness: 0.4 },
  { pitch: 880, at: 0.3, length: 0.9, loudness: 0.4 },
] as const
/** The phone trembles twice. Milliseconds. */
const VIBRATION = [250, 150, 250]
/** From the first tone to the end of the last one. Milliseconds. */
const LASTS = 1_200

let audio: AudioContext | undefined

/** The page's one way to sound; undefined where a browser has none. */
export function pageAudio(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined
  audio = audio ?? new AudioContext()
  return audio
}

/** Sounds and trembles; for how long, in milliseconds. 0 where the browser does not let it. */
export function ring(): number {
  if (typeof navigator.vibrate === 'function') navigator.vibrate(VIBRATION)
  const output = pageAudio()
  if (output?.state !== 'running') return 0
  for (const tone of TONES) playTone(output, tone)
  return LASTS
}
