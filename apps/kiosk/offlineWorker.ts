// Stands between the kiosk's pages and the network. It keeps one page, "out of order, please go to the desk", and shows
// it whenever the server has no answer or a broken one. It never answers in the server's place: no number comes from here.
import { after, fileOf, home, keepPages, keptAt, worker } from './keptPages.ts'

/** A server that takes longer than this is as good as none to somebody who stands there. Milliseconds. */
const PATIENCE = 10_000
/** The kept page is fetched anew so often, so that it says what the server would say. Milliseconds. */
const KEEP_ANEW = 10 * 60_000
const BROKEN = 500

/** The kept pages: the person who is served by it goes on reading in their language, and in their colours. */
const kept = ['de', 'de-simple', 'en'].flatMap((language) =>
  ['light', 'contrast'].map((look) => `${home}/out-of-order?lang=${language}&look=${look}`),
)
let lastKept = Number.NEGATIVE_INFINITY

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
  if (performance.now() - lastKept > KEEP_ANEW) event.waitUntil(keep().catch(() => undefined))
})

async function keep(): Promise<void> {
  await keepPages(kept)
  lastKept = performance.now()
}

async function pageOf(request: Request): Promise<Response> {
  const answer = await Promise.race([fetch(request), after(PATIENCE)]).catch(() => undefined)
  return answer && answer.status < BROKEN ? answer : outOfOrder(request, answer)
}

async function outOfOrder(request: Request, answer: Response | undefined): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const asked = `lang=${searchParams.get('lang') ?? 'de'}&look=${searchParams.get('look') ?? 'light'}`
  const page =
    (await keptAt(`${home}/out-of-order?${asked}`)) ??
    (await keptAt(`${home}/out-of-order?lang=de&look=light`))
  if (!page) return answer ?? Response.error()
  return new Response(page.body, { status: 503, headers: page.headers })
}
