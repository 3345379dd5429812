// Shared by the workers that stand between a device's pages and the network: what they keep, and how.

/** A worker as its script sees it; the types of the browser know windows only. */
export type Guard = {
  readonly registration: ServiceWorkerRegistration
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: string, listener: (event: GuardEvent) => void): void
}
export type GuardEvent = Event & {
  readonly request: Request
  waitUntil(work: Promise<unknown>): void
  respondWith(answer: Promise<Response>): void
}

const scope: object = globalThis
/** The worker that runs this script. */
export const worker: Guard = Reflect.get(scope, 'self')
/** The address of the pages that it guards, e.g. /kiosk/mitte. */
export const home = new URL(worker.registration.scope).pathname.replace(/\/$/, '')
/** Everything that it keeps lies in one cache. */
export const cacheName = `dran ${home}`

/** Keeps these pages with all that they need to be drawn; all of it or, when the server is away, what was kept before. */
export async function keepPages(addresses: readonly string[]): Promise<void> {
  const found = new Map<string, Response>()
  const waiting = [...addresses]
  // One after the other, each to its end: a server spoken to without TLS has only few lines for one browser.
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    if (found.has(address)) continue
    const { answer, text } = await whole(address)
    found.set(address, answer)
    waiting.push(...filesIn(text, address))
  }
  const cache = await caches.open(cacheName)
  for (const [address, answer] of found) await cache.put(address, answer)
  const wanted = new Set([...found.keys()].map((address) => new URL(address, location.href).href))
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request)
}

/** An answer read to its end, and its text where it may name further files. */
async function whole(address: string): Promise<{ readonly answer: Response; readonly text: string }> {
  const answer = await fetch(address)
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`)
  const body = await answer.arrayBuffer()
  const isText = /^text\/(html|css)/.test(answer.headers.get('content-type') ?? '')
  const text = isText ? new TextDecoder().decode(body) : ''
  return { answer: new Response(body, { headers: answer.headers }), text }
}

/** The addresses of our files in a page or a style sheet. */
function filesIn(text: string, address: string): string[] {
  const inPage = Array.from(text.matchAll(/(?:href|src)="(\/assets\/[\w.-]+)"/g), ([, file]) => file ?? '')
  const inStyle = Array.from(text.matchAll(/url\(["']?([\w./-]+)["']?\)/g), ([, file]) => file ?? '')
  return [...inPage, ...inStyle].map((file) => new URL(file, new URL(address, location.href)).pathname)
}

/** What was kept at an address; undefined if nothing was. */
export function keptAt(address: string | Request): Promise<Response | undefined> {
  return caches.match(address, { cacheName })
}

/** A file of ours: as it was kept, else from the network. Its name changes with its content. */
export async function fileOf(request: Request): Promise<Response> {
  return (await keptAt(request)) ?? fetch(request)
}

/** Undefined after so many milliseconds. */
export function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))
}
