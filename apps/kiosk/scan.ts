/** After such a pause between two characters a new code begins. Scanners are far quicker; a kiosk has no keyboard. */
const LONGEST_GAP = 1_000
/** A scanner that ends with Tab is told from somebody who goes on with Tab by its haste. */
const HASTE = 100
const SHORTEST_CODE = 6
/** What is longer is rubbish, and nothing of it is sent. */
const LONGEST_CODE = 300

/** On every screen: what a scanner types outside of a field is sent as an arrival, whether it ends with Enter or Tab. */
export function takeScans(document: Document): void {
  const form = document.querySelector<HTMLFormElement>('form[data-scan]')
  const field = form?.querySelector('input')
  if (!form || !field) return
  let typed = ''
  let last = 0
  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return
    const gap = event.timeStamp - last
    if (gap > LONGEST_GAP) typed = ''
    last = event.timeStamp
    // One more than the longest is enough to know that it is too long.
    if (event.key.length === 1 && typed.length <= LONGEST_CODE) typed += event.key
    const isEnd = event.key === 'Enter' || (event.key === 'Tab' && gap < HASTE)
    if (!isEnd || typed.length < SHORTEST_CODE) return
    // The key would otherwise also press what has the focus.
    event.preventDefault()
    field.value = typed.length > LONGEST_CODE ? '' : typed
    typed = ''
    if (field.value !== '') form.requestSubmit()
  })
}

/** The same for a scanner that the agent of this terminal reads: the server hands its codes to this very page. */
export function hearAgent(document: Document): void {
  const { scans } = document.body.dataset
  const form = document.querySelector<HTMLFormElement>('form[data-scan]')
  const field = form?.querySelector('input')
  if (!scans || !form || !field) return
  const source = new EventSource(scans)
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const { code }: { readonly code: string } = JSON.parse(data)
    field.value = code
    form.requestSubmit()
  }
}
