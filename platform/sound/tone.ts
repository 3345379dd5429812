/** A tone of a signal: hertz, seconds from the signal's begin, seconds, loudness from 0 to 1. */
export type Tone = {
  readonly pitch: number
  readonly at: number
  readonly length: number
  readonly loudness: number
  /** Rounder or sharper; without it a pure sine. */
  readonly shape?: OscillatorType
}

/** How long a tone swells, so that nothing cracks. Seconds. */
const SWELL = 0.02

/** Plays a tone in a browser that lets the page sound; it fades out by its end and leaves nothing behind. */
export function playTone(audio: AudioContext, { pitch, at, length, loudness, shape = 'sine' }: Tone): void {
  const start = audio.currentTime + at
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.type = shape
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(loudness, start + SWELL)
  volume.gain.exponentialRampToValueAtTime(0.001, start + length)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + length)
  tone.onended = () => {
    tone.disconnect()
    volume.disconnect()
  }
}
