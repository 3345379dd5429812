/** After such a pause between two characters a new code begins. Scanners are far quicker; a kiosk has no keyboard. */
const LONGEST_GAP = 1_000
const SHORTEST_CODE = 6

/** On every screen: what a scanner types outside of a field is sent as an arrival. */
export function takeScans(document: Document): void {
  const form = document.querySelector<HTMLFormElement>('form[data-scan]')
  const field = form?.querySelector('input')
  if (!form || !field) return
  let typed = ''
  let last = 0
  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement) return
    if (event.timeStamp - last > LONGEST_GAP) typed = ''
    last = event.timeStamp
    if (event.key.length === 1) typed += event.key
    if (event.key !== 'Enter' || typed.length < SHORTEST_CODE) return
    // The key would otherwise also press what has the focus.
    event.preventDefault()
    field.value = typed
    typed = ''
    form.requestSubmit()
  })
}
