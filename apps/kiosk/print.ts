import { printJobRoute, printTicketRoute } from '#features/hall/contract/print.ts'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { makeClient } from '#platform/http/client.ts'
import type { Slip } from '#platform/print/slip.ts'
import { drawSlip, sentPicture } from '#platform/print/slipCanvas.ts'

/** What the page says of the ticket on paper; the server has written a sentence for each. */
type Part = 'printing' | 'printed' | 'failed'

/** How long the page waits for the paper before it says that the screen stands in. Milliseconds. */
const PATIENCE = 15_000
const LOOK_EVERY = 400
/** After this no job is printed any more. */
const GIVES_UP = 70_000

/** Shows the buttons that print this page, and has the ticket printed where the terminal has a printer of its own. */
export function offerPrint(document: Document): void {
  for (const button of Array.from(document.querySelectorAll<HTMLElement>('[data-print]'))) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
  const note = document.querySelector<HTMLElement>('[data-slip]')
  if (!note) return
  // Whatever goes wrong, the number is on the screen, and the page says that it counts.
  printTicket(document, note).catch((error) => {
    show(note, 'failed')
    console.error(error)
  })
}

async function printTicket(document: Document, note: HTMLElement): Promise<void> {
  show(note, 'printing')
  const { slip: written = '', site = '' } = note.dataset
  const slip: Slip = JSON.parse(written)
  const call = makeClient(fetch.bind(window), { base: '' })
  const picture = await sentPicture(await drawSlip(document, slip, PAPER_WIDTH))
  const begun = performance.now()
  const queued = await call(printTicketRoute, { params: { site }, body: picture })
  if (!queued.ok) return show(note, 'failed')
  for (let now = queued.value; ; ) {
    if (now.state === 'printed') return show(note, 'printed')
    if (now.state === 'failed') return show(note, 'failed')
    const waited = performance.now() - begun
    if (waited > GIVES_UP) return
    if (waited > PATIENCE) show(note, 'failed')
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
    const read = await call(printJobRoute, { params: { site, job: now.job } })
    if (read.ok) now = read.value
  }
}

function show(note: HTMLElement, part: Part): void {
  for (const each of Array.from(note.querySelectorAll<HTMLElement>('[data-print-part]')))
    each.hidden = each.dataset.printPart !== part
}
