/** Closes the menu of looks by Escape and by a press elsewhere, as people expect of a menu. */
export function closeLooksMenu(document: Document): void {
  const menu = document.querySelector<HTMLDetailsElement>('.dran-looks')
  if (!menu) return
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
}
