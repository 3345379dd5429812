/** Shows the buttons that print this page. */
export function offerPrint(document: Document): void {
  for (const button of Array.from(document.querySelectorAll<HTMLElement>('[data-print]'))) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}
