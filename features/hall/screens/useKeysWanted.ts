import { useState } from 'react'

const STORED = 'dran.console.keys'

/**
 * Whether single keys act at the counter. Some people press them by accident (speech input, tremor), so they can be
 * switched off (WCAG 2.1.4); this browser remembers it.
 */
export function useKeysWanted(): [boolean, (wanted: boolean) => void] {
  const [wanted, setWanted] = useState(() => localStorage.getItem(STORED) !== 'off')
  const change = (to: boolean) => {
    localStorage.setItem(STORED, to ? 'on' : 'off')
    setWanted(to)
  }
  return [wanted, change]
}
