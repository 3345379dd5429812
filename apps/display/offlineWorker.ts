// Stands between a display's page and the network. It keeps the page as the server sent it last, and shows its frame when
// a display is switched on while the server cannot be reached. What was called then is not in it: the page's script takes
// it out and says since when there is no connection.
import { after, fileOf, home, keepPages, keptAt, worker } from '../kiosk/keptPages.ts'

/** Milliseconds. */
const PATIENCE = 4_000
const BROKEN = 500

worker.addEventListener('install', (event) =>
  event.waitUntil(keepPages([home]).then(() => worker.skipWaiting())),
)
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode !== 'navigate') {
    if (pathname.startsWith('/assets/')) event.respondWith(fileOf(request))
    return
  }
  if (pathname !== home) return
  const address = pathname + search
  event.respondWith(
    pageOf(request, address).then(({ page, isFresh }) => {
      // The other files of the same page: fetched again only where their names have changed.
      if (isFresh) event.waitUntil(keepPages([address]).catch(() => undefined))
      return page
    }),
  )
})

async function pageOf(
  request: Request,
  address: string,
): Promise<{ readonly page: Response; readonly isFresh: boolean }> {
  const answer = await Promise.race([fetch(request), after(PATIENCE)]).catch(() => undefined)
  // A way to somewhere else, e.g. to the code of a display that is no longer paired, is an answer, too.
  if (answer && answer.status < BROKEN) return { page: answer, isFresh: answer.ok }
  const kept = (await keptAt(address)) ?? (await keptAt(home))
  if (!kept) return { page: answer ?? Response.error(), isFresh: false }
  const text = (await kept.text()).replace(' data-display="', ' data-kept="" data-display="')
  return { page: new Response(text, { headers: kept.headers }), isFresh: false }
}
