import { playTone } from '#platform/sound/tone.ts'

/** Two falling tones, as people know them from halls. Hertz and seconds. */
const TONES = [
  { pitch: 880, at: 0, length: 0.7 },
  { pitch: 659.3, at: 0.45, length: 1.1 },
] as const
/** At full volume. */
const LOUDNESS = 0.57
/** Calls within this time share one chime. Seconds. */
const APART = 2

/** The sound of a new call. */
export type Chime = {
  /** `volume` from 0 to 100. */
  readonly ring: (volume: number) => void
  /** Browsers may want a press before the first sound. */
  readonly isSilenced: () => boolean
  readonly allow: () => Promise<void>
  /** Plays a sound that was fetched, to its end. */
  readonly play: (sound: ArrayBuffer, volume: number) => Promise<void>
  /** When the chime that rings now is over. */
  readonly over: () => Promise<void>
}

export function openChime(): Chime {
  if (typeof AudioContext === 'undefined')
    return { ring: () => undefined, isSilenced: () => false, allow: async () => undefined, ...SILENT }
  const audio = new AudioContext()
  let busyUntil = 0
  return {
    ring(volume) {
      if (volume <= 0 || audio.state !== 'running' || audio.currentTime < busyUntil) return
      busyUntil = audio.currentTime + APART
      for (const tone of TONES) playTone(audio, { ...tone, loudness: (LOUDNESS * volume) / 100 })
    },
    isSilenced: () => audio.state !== 'running',
    allow: () => audio.resume(),
    async play(sound, volume) {
      if (audio.state !== 'running') return
      const source = audio.createBufferSource()
      source.buffer = await audio.decodeAudioData(sound)
      const gain = audio.createGain()
      gain.gain.value = volume / 100
      source.connect(gain).connect(audio.destination)
      await new Promise<void>((resolve) => {
        source.onended = () => resolve()
        source.start()
      })
      gain.disconnect()
    },
    over: () =>
      new Promise((resolve) => setTimeout(resolve, Math.max(0, busyUntil - audio.currentTime) * 1_000)),
  }
}

const SILENT = { play: async () => undefined, over: async () => undefined }
