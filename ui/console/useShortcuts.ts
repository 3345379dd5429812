import { useEffect, useRef } from 'react'

const TYPED_INTO = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [role="combobox"]'

/** Is somebody typing there? Then letters are letters. Nothing is typed into a box that is ticked. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches(TYPED_INTO)
}

/**
 * Single keys that do something anywhere on the screen. Held keys count once, keys with Ctrl, Alt or Meta belong to
 * the browser, and nothing happens while somebody types or a dialog is open.
 */
export function useShortcuts(onKey: (key: string) => boolean, enabled: boolean): void {
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    if (!enabled) return
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return
      if (takesText(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"]')) return
      if (latest.current(event.key)) event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [enabled])
}
