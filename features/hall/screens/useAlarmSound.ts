import { useEffect, useRef, useState } from 'react'

/** Between two soundings while nobody goes there (milliseconds). */
const AGAIN = 4_000
/** Three rising tones; unlike the chime of the displays. Hertz and seconds. */
const TONES = [
  { pitch: 740, at: 0 },
  { pitch: 988, at: 0.22 },
  { pitch: 1318, at: 0.44 },
] as const
const LENGTH = 0.2
const LOUDNESS = 0.4

/**
 * Sounds while `rings`, again and again. Browsers allow no sound before somebody has pressed or typed something on the
 * page; `silenced` is true until then.
 */
export function useAlarmSound(rings: boolean): { readonly silenced: boolean } {
  const audio = useRef<AudioContext>(undefined)
  const [silenced, setSilenced] = useState(true)

  useEffect(() => {
    if (typeof AudioContext === 'undefined') return
    const context = new AudioContext()
    audio.current = context
    const look = () => setSilenced(context.state !== 'running')
    const allow = () => {
      if (context.state !== 'running') void context.resume().then(look)
    }
    look()
    context.addEventListener('statechange', look)
    document.addEventListener('pointerdown', allow)
    document.addEventListener('keydown', allow)
    return () => {
      context.removeEventListener('statechange', look)
      document.removeEventListener('pointerdown', allow)
      document.removeEventListener('keydown', allow)
      void context.close()
    }
  }, [])

  useEffect(() => {
    if (!rings || silenced) return
    const sound = () => {
      const context = audio.current
      if (context?.state === 'running') for (const tone of TONES) play(context, tone)
    }
    sound()
    const timer = setInterval(sound, AGAIN)
    return () => clearInterval(timer)
  }, [rings, silenced])
  return { silenced }
}

function play(context: AudioContext, { pitch, at }: (typeof TONES)[number]): void {
  const start = context.currentTime + at
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.type = 'triangle'
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(LOUDNESS, start)
  volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH)
  tone.connect(volume).connect(context.destination)
  tone.start(start)
  tone.stop(start + LENGTH)
  tone.onended = () => {
    tone.disconnect()
    volume.disconnect()
  }
}
