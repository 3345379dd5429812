/** Two rising tones, gentle: a phone lies in a hand or on a table. Hertz and seconds. */
const TONES = [
  { pitch: 659.3, at: 0, length: 0.5 },
  { pitch: 880, at: 0.3, length: 0.9 },
] as const
const LOUDNESS = 0.4
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
  for (const { pitch, at, length } of TONES) {
    const start = output.currentTime + at
    const tone = output.createOscillator()
    const volume = output.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03)
    volume.gain.exponentialRampToValueAtTime(0.001, start + length)
    tone.connect(volume).connect(output.destination)
    tone.start(start)
    tone.stop(start + length)
  }
  return LASTS
}
