// Shows what a phone is told while its page is closed. It serves one visit, keeps no page and answers no request.

/** How the phone trembles. Milliseconds. */
const VIBRATION = [300, 200, 300]

const registration: ServiceWorkerRegistration = Reflect.get(globalThis, 'registration')
const scope = new URL(registration.scope).pathname

type Told = {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly language: string
  /** Of a reminder: the page behind the link of the visit on which to answer. No link travels. */
  readonly page?: string
}

function on(type: string, act: (event: Event) => Promise<unknown>): void {
  addEventListener(type, (event) => {
    const work = act(event)
    Reflect.apply(Reflect.get(event, 'waitUntil'), event, [work])
  })
}

on('install', async () => Reflect.apply(Reflect.get(globalThis, 'skipWaiting'), globalThis, []))

/** One after the other, so that of two that come at the same time the second knows of the first. */
let shown: Promise<unknown> = Promise.resolve()

on('push', (event) => {
  const told: Told = Reflect.get(event, 'data').json()
  shown = shown.then(
    () => show(told),
    () => show(told),
  )
  return shown
})

async function show({ id, title, body, language, page }: Told): Promise<void> {
  // A message that comes a second time, because its sender died before it could note the first, disturbs nobody.
  const notes = await caches.open(`dran ${scope}`)
  const note = `${registration.scope}told/${id}`
  const isKnown = (await notes.match(note)) !== undefined
  const loud = isKnown ? { silent: true } : { renotify: true, vibrate: VIBRATION }
  const place = page === undefined ? {} : { data: { page, language } }
  const options = { body, lang: language, tag: 'turn', ...place, ...loud }
  await registration.showNotification(title, options)
  if (!isKnown) await notes.put(note, new Response(''))
}

type OpenWindow = { readonly url: string; focus(): Promise<unknown> }
type Windows = {
  matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly OpenWindow[]>
  openWindow(url: string): Promise<unknown>
}

/** Where a notification leads: to the waiting page of its visit, or to the answers to a reminder. */
function pageOf(notification: Notification): string {
  const waiting = scope.slice(0, -1)
  const page: unknown = Reflect.get(notification.data ?? {}, 'page')
  if (page !== '' && page !== 'coming') return waiting
  const language = String(Reflect.get(notification.data ?? {}, 'language'))
  const own = waiting.replace(/^\/w\//, '/v/')
  return `${page === '' ? own : `${own}/${page}`}?lang=${encodeURIComponent(language)}`
}

on('notificationclick', async (event) => {
  const notification: Notification = Reflect.get(event, 'notification')
  notification.close()
  const page = pageOf(notification)
  const windows: Windows = Reflect.get(globalThis, 'clients')
  const open = await windows.matchAll({ type: 'window', includeUncontrolled: true })
  const own = open.find(({ url }) => new URL(url).pathname === new URL(page, url).pathname)
  await (own ? own.focus() : windows.openWindow(page))
})
