import { scriptAddress } from '../enhance/scriptAddress.ts'

/** How often the first page asks whether the server is there, and how soon again when it was not. Milliseconds. */
const ASK_EVERY = 8_000
const ASK_AGAIN = 1_500
const ANSWER_WITHIN = 4_000
const BROKEN = 500

/** Lets the worker in that shows "out of order" when the server has no answer (offlineWorker.ts). */
export function keepOffline(document: Document): void {
  const { worker, home = '/' } = document.body.dataset
  if (!worker || !('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register(scriptAddress(worker), { scope: home })
    .catch((error: unknown) => console.warn(error))
}

/** Can the worker show something where the server has no answer? */
export function isGuarded(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
}

/** On the first page nobody presses anything for long: it finds out by itself that the server is away. */
export function watchLine(document: Document): void {
  const { line, home = '/' } = document.body.dataset
  if (!line) return
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async () => {
    clearTimeout(timer)
    const isThere = await answers(line)
    failures = isThere ? 0 : failures + 1
    if (failures >= 2 && isGuarded()) location.replace(home)
    timer = setTimeout(ask, isThere ? ASK_EVERY : ASK_AGAIN)
  }
  window.addEventListener('offline', ask)
  timer = setTimeout(ask, ASK_EVERY)
}

async function answers(address: string): Promise<boolean> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN)
  try {
    const { status } = await fetch(address, { cache: 'no-store', signal: patience.signal })
    return status < BROKEN
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
