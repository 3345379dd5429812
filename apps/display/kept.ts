import { type Instant, isoInstant, parseInstant } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import { scriptAddress } from '../enhance/scriptAddress.ts'

/** The last word of the server is noted at most so often; a display is heard every few seconds. Milliseconds. */
const NOTE_EVERY = 10_000

/** What a display knows again after its power was cut. */
export type KeptState = {
  /** The newest call that was sounded or passed over, and when the server was heard last; undefined before the first. */
  readonly before: { readonly heard: number; readonly at: Instant } | undefined
  /** `at` is the server's time. */
  readonly note: (heard: number, at: Instant) => void
}

/** Opens what this browser keeps for the display of a site. A browser that keeps nothing forgets: nothing else follows. */
export function keptState(site: string): KeptState {
  const name = `dran-display ${site}`
  let noted = { heard: -1, at: Number.NEGATIVE_INFINITY }
  return {
    before: read(name),
    note(heard, at) {
      const now = monotonic()
      if (heard === noted.heard && now - noted.at < NOTE_EVERY) return
      noted = { heard, at: now }
      try {
        localStorage.setItem(name, JSON.stringify({ heard, at: isoInstant(at) }))
      } catch {
        // Full or forbidden: then this display begins anew after a power cut.
      }
    },
  }
}

function read(name: string): KeptState['before'] {
  try {
    const { heard, at } = JSON.parse(localStorage.getItem(name) ?? 'null') ?? {}
    return Number.isInteger(heard) && typeof at === 'string' ? { heard, at: parseInstant(at) } : undefined
  } catch {
    return undefined
  }
}

/** Lets the worker in that shows the frame when the display is switched on without network (offlineWorker.ts). */
export function keepOffline({ worker }: DOMStringMap): void {
  if (!worker || !('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register(scriptAddress(worker), { scope: location.pathname })
    .catch((error: unknown) => console.warn(error))
}

/** Takes out of a kept page what was true when it was kept, and nobody knows whether it still is. */
export function emptyFrame(root: HTMLElement): void {
  for (const list of Array.from(root.querySelectorAll('[data-calls], [data-serving]'))) list.replaceChildren()
  for (const part of Array.from(
    root.querySelectorAll<HTMLElement>('[data-empty], [data-closed], [data-house]'),
  ))
    part.hidden = true
  for (const part of Array.from(root.querySelectorAll<HTMLElement>('[data-clock], [data-here-code]')))
    part.textContent = ''
}
