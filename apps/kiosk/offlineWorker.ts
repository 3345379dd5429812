// Stands between the kiosk's pages and the network. It keeps one page, "out of order, please go to the desk", and shows
// it whenever the server has no answer or a broken one. It never answers in the server's place: no number comes from here.

/** A server that takes longer than this is as good as none to somebody who stands there. Milliseconds. */
const PATIENCE = 10_000
/** The kept page is fetched anew so often, so that it says what the server would say. Milliseconds. */
const KEEP_ANEW = 10 * 60_000
const BROKEN = 500

type Guard = {
  readonly registration: ServiceWorkerRegistration
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: string, listener: (event: GuardEvent) => void): void
}
type GuardEvent = Event & {
  readonly request: Request
  waitUntil(work: Promise<unknown>): void
  respondWith(answer: Promise<Response>): void
}

// The types of the browser know windows only.
const scope: object = globalThis
const worker: Guard = Reflect.get(scope, 'self')
const home = new URL(worker.registration.scope).pathname.replace(/\/$/, '')
const cacheName = `dran ${home}`
/** The kept pages: the person who is served by it goes on reading in their language, and in their colours. */
const kept = ['de', 'de-simple', 'en'].flatMap((language) =>
  ['light', 'contrast'].map((look) => `${home}/out-of-order?lang=${language}&look=${look}`),
)
let keptAt = Number.NEGATIVE_INFINITY

worker.addEventListener('install', (event) => event.waitUntil(keep().then(() => worker.skipWaiting())))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode !== 'navigate') {
    if (pathname.startsWith('/assets/')) event.respondWith(fileOf(request))
    return
  }
  if (pathname !== home && !pathname.startsWith(`${home}/`)) return
  event.respondWith(pageOf(request))
  if (performance.now() - keptAt > KEEP_ANEW) event.waitUntil(keep().catch(() => undefined))
})

/** Keeps the pages with all that they need to be drawn; all of it or, when the server is away, what was kept before. */
async function keep(): Promise<void> {
  const found = new Map<string, Response>()
  const waiting = [...kept]
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
  keptAt = performance.now()
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

async function fileOf(request: Request): Promise<Response> {
  const file = await caches.match(request, { cacheName })
  return file ?? fetch(request)
}

async function pageOf(request: Request): Promise<Response> {
  const answer = await Promise.race([fetch(request), after(PATIENCE)]).catch(() => undefined)
  return answer && answer.status < BROKEN ? answer : outOfOrder(request, answer)
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))
}

async function outOfOrder(request: Request, answer: Response | undefined): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const asked = `lang=${searchParams.get('lang') ?? 'de'}&look=${searchParams.get('look') ?? 'light'}`
  const page =
    (await caches.match(`${home}/out-of-order?${asked}`, { cacheName })) ??
    (await caches.match(`${home}/out-of-order?lang=de&look=light`, { cacheName }))
  if (!page) return answer ?? Response.error()
  return new Response(page.body, { status: 503, headers: page.headers })
}

// A module of its own, so that its names are nobody else's.
export {}
