/** Keys of the browser that no kiosk needs; F1 has a meaning of its own (voice.ts). */
const OF_THE_BROWSER =
  /^(F([2-9]|1[0-2])|Browser\w+|ContextMenu|PrintScreen|OpenLike|New|Open|Save|Print|Find|Help)$/

/**
 * Keeps people, and scanners that type rubbish, on the kiosk's own pages: no shortcut of the browser, no menu, no
 * dragging, no zoom by keys. What only the system can keep away stands in docs/operations.md.
 */
export function stayHere(document: Document): void {
  const refuse = (event: Event) => event.preventDefault()
  for (const way of ['contextmenu', 'dragstart', 'drop', 'dragover']) document.addEventListener(way, refuse)
  document.addEventListener(
    'keydown',
    (event) => {
      // Letters that are typed with AltGr are letters.
      const isShortcut =
        (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph')
      if (isShortcut || OF_THE_BROWSER.test(event.key)) event.preventDefault()
    },
    { capture: true },
  )
  document.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false })
}
