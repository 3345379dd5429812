/**
 * React Aria adds a style element for the touch behaviour of its buttons, which our content policy refuses (and the
 * browser would log at every start). It adds none where one with this id exists; the rule itself is in rooms.css.
 */
export function keepAriaStyleOut(): void {
  const mark = document.createElement('meta')
  mark.id = 'react-aria-pressable-style'
  document.head.append(mark)
}
