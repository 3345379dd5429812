import { useEffect, useRef, useSyncExternalStore } from 'react'
import { playTone } from '#platform/sound/tone.ts'

/** Under this name the browser keeps that the sound is wanted. */
const STORED = 'dran.console.unserved'
/** Two soft falling tones: nobody is in danger. */
const TONES = [
  { pitch: 660, at: 0 },
  { pitch: 550, at: 0.3 },
].map((tone) => ({ ...tone, length: 0.28, loudness: 0.2 }))

const listeners = new Set<() => void>()

const isWanted = () => localStorage.getItem(STORED) === 'on'

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether this browser sounds when somebody waits for what no open counter can do: off until it is switched on. */
export function useSoundWanted(): readonly [boolean, (wanted: boolean) => void] {
  const wanted = useSyncExternalStore(subscribe, isWanted)
  const want = (on: boolean) => {
    if (on) localStorage.setItem(STORED, 'on')
    else localStorage.removeItem(STORED)
    for (const listener of listeners) listener()
  }
  return [wanted, want]
}

/** Sounds once whenever there are more of them, if that is switched on. */
export function useUnservedSound(count: number): void {
  const [wanted] = useSoundWanted()
  const audio = useRef<AudioContext>(undefined)
  const before = useRef(0)

  useEffect(() => {
    if (!wanted || typeof AudioContext === 'undefined') return
    const context = new AudioContext()
    audio.current = context
    // Browsers allow no sound before somebody has pressed something on the page.
    const allow = () => void context.resume()
    document.addEventListener('pointerdown', allow)
    document.addEventListener('keydown', allow)
    return () => {
      document.removeEventListener('pointerdown', allow)
      document.removeEventListener('keydown', allow)
      audio.current = undefined
      void context.close()
    }
  }, [wanted])

  useEffect(() => {
    const context = audio.current
    if (count > before.current && context?.state === 'running')
      for (const tone of TONES) playTone(context, tone)
    before.current = count
  }, [count])
}
