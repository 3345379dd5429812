import { useEffect, useRef, useState } from 'react'
import { playTone } from '#platform/sound/tone.ts'

/** Between two soundings while nobody goes there (milliseconds). */
const AGAIN = 4_000
/** Three rising tones; unlike the chime of the displays. */
const TONES = [
  { pitch: 740, at: 0 },
  { pitch: 988, at: 0.22 },
  { pitch: 1318, at: 0.44 },
].map((tone) => ({ ...tone, length: 0.2, loudness: 0.4, shape: 'triangle' as const }))

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
      if (context?.state === 'running') for (const tone of TONES) playTone(context, tone)
    }
    sound()
    const timer = setInterval(sound, AGAIN)
    return () => clearInterval(timer)
  }, [rings, silenced])
  return { silenced }
}
