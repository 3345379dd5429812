import type { Static } from 'typebox'
import type { DisplayView } from '#features/hall/contract.ts'
import { monotonic } from '#platform/time/clock.ts'

/** What the server says of a display. The contract itself stays outside: it would bring the whole schema library. */
export type View = Static<typeof DisplayView>

/** After so much silence the display asks whether what it shows is still true. Milliseconds. */
const ASK_AFTER = 5_000
/** However much is heard, the server's clock is asked for this often. */
const ASK_AT_LEAST = 60_000
const ANSWER_WITHIN = 4_000
/** While nothing is heard it asks so often, also beside a question that hangs: it is right within 3 s of the return. */
const ASK_AGAIN = 2_000
const LONGEST_PAUSE = 15_000

/** Hears a view; `isFresh` when it was made for this very question, so that its time is the time. */
export type Listener = (view: View, isFresh: boolean) => void

/**
 * Keeps a display up to date: events bring every change at once, and a question after every silence shows that the
 * way to the server is still there (a dead connection looks like a quiet hall). Heals by itself.
 */
export function connect(site: string, listen: Listener): void {
  const path = `/api/sites/${encodeURIComponent(site)}/display`
  // Nothing was heard yet: switched on without network, it asks on from the first second.
  let heard = Number.NEGATIVE_INFINITY
  let asked = Number.NEGATIVE_INFINITY
  let source: EventSource | undefined
  let tries = 0
  let looked = monotonic()

  const take = (view: View, isFresh: boolean) => {
    heard = monotonic()
    listen(view, isFresh)
  }

  const ask = async () => {
    asked = monotonic()
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), ANSWER_WITHIN)
    try {
      const answer = await fetch(path, { signal: patience.signal, cache: 'no-store' })
      if (answer.ok) take(await answer.json(), true)
      // Pairing has become required, or this device is no longer paired: the server says what to show.
      else if (answer.status === 403) location.reload()
    } catch {
      // No answer is what the silence will show.
    }
    clearTimeout(timer)
  }

  const follow = () => {
    source?.close()
    const opened = new EventSource(`${path}/events`)
    source = opened
    opened.onopen = () => {
      // After a pause the page itself may be a newer one: the server was perhaps brought up to date.
      if (tries > 0) void reloadIfRenewed()
      tries = 0
    }
    opened.onmessage = (event: MessageEvent<string>) => take(JSON.parse(event.data), false)
    opened.onerror = () => {
      tries += 1
      if (opened.readyState !== EventSource.CLOSED) return
      const pause = Math.min(LONGEST_PAUSE, 1_000 * 2 ** Math.min(tries, 5))
      setTimeout(follow, pause * (0.5 + Math.random() / 2))
    }
  }

  void ask()
  follow()
  setInterval(() => {
    const now = monotonic()
    if (now - looked >= ASK_AT_LEAST) {
      looked = now
      void reloadIfRenewed()
    }
    const isDue = now - heard >= ASK_AFTER || now - asked >= ASK_AT_LEAST
    if (isDue && now - asked >= ASK_AGAIN) void ask()
  }, 1_000)
}

/** A display runs for weeks: it takes over a new script, or other settings, when the server's page names them. */
async function reloadIfRenewed(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[src]')?.getAttribute('src')
  const settings = document.querySelector<HTMLElement>('[data-settings]')?.dataset.settings ?? ''
  const page = await fetch(location.href).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  )
  const isSame =
    own !== undefined && own !== null && page.includes(own) && page.includes(`data-settings="${settings}"`)
  if (own && page.includes('data-display') && !isSame) location.reload()
}
