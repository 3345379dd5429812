import { scriptAddress } from './scriptAddress.ts'

/** How long a slow device may work before the form goes without a proof: then the server asks for a code instead. */
const PATIENCE = 60_000

/**
 * A form with `data-proof` takes along a proof of work: the press fetches the work, a worker does it (the page stays
 * usable meanwhile), and the form is sent with its answer. Where that fails it is sent without, and the server asks for
 * a code by mail. The worker is loaded only then. See ui/Form.tsx for the markup.
 */
export function proveOnSubmit(document: Document): void {
  for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-proof]'))) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (form.hasAttribute('data-proving')) return
      form.setAttribute('data-proving', '')
      const { submitter } = event
      const added = submitter instanceof HTMLButtonElement ? [hidden(submitter.name, submitter.value)] : []
      const notice = announce(form)
      prove(form, (done) => notice.progress.setAttribute('value', String(done)))
        .then((proof) => added.push(hidden('proof', proof)))
        .catch((error: unknown) => console.warn(error))
        .then(() => {
          form.append(...added)
          // Not by requestSubmit: that would come back here.
          HTMLFormElement.prototype.submit.call(form)
        })
    })
    // Coming back by the Back button, the form is as it was: its proof is spent.
    window.addEventListener('pageshow', () => {
      form.removeAttribute('data-proving')
      for (const each of Array.from(form.querySelectorAll('[data-proof-part]'))) each.remove()
      const words = form.querySelector('[data-proof-words]')
      if (words) words.textContent = ''
    })
  }
}

function hidden(name: string, value: string): HTMLInputElement {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = name
  field.value = value
  field.setAttribute('data-proof-part', '')
  return field
}

/** Says once that the device is at work, and shows how far it is. */
function announce(form: HTMLFormElement) {
  const words = form.querySelector('[data-proof-words]')
  const text = form.dataset.proofText ?? ''
  if (words) words.textContent = text
  const progress = document.createElement('progress')
  progress.max = 1
  progress.setAttribute('aria-label', text)
  progress.setAttribute('data-proof-part', '')
  words?.after(progress)
  words?.scrollIntoView({ block: 'nearest' })
  return { progress }
}

async function prove(form: HTMLFormElement, report: (done: number) => void): Promise<string> {
  const { proof: address = '', proofWorker = '' } = form.dataset
  const answer = await fetch(address, { headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`)
  const { challenge }: { challenge: string } = await answer.json()
  const worker = new Worker(scriptAddress(proofWorker))
  try {
    return await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('too slow')), PATIENCE)
      worker.onerror = () => reject(new Error('the worker failed'))
      worker.onmessage = ({ data }: MessageEvent<{ done?: number; proof?: string }>) => {
        if (data.done !== undefined) return report(data.done)
        clearTimeout(timer)
        if (data.proof === undefined) reject(new Error('no answer'))
        else resolve(data.proof)
      }
      worker.postMessage(challenge)
    })
  } finally {
    worker.terminate()
  }
}
