import { beforeEach, expect, it, vi } from 'vitest'

type Shown = {
  readonly title: string
  readonly silent?: boolean
  readonly renotify?: boolean
  readonly tag?: string
}

const PAGE = 'https://termine.example/w/AAAAAAAAAAAAAAAAAAAAAA'
let shown: Shown[]
let notes: Set<string>
let opened: string[]
let windows: { url: string; focus: () => Promise<void> }[]
let listeners: Map<string, (event: object) => void>

beforeEach(async () => {
  shown = []
  notes = new Set()
  opened = []
  windows = []
  listeners = new Map()
  vi.stubGlobal('registration', {
    scope: `${PAGE}/`,
    showNotification: async (title: string, options: object) => void shown.push({ title, ...options }),
  })
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (url: string) => (notes.has(url) ? new Response('') : undefined),
      put: async (url: string) => void notes.add(url),
    }),
  })
  vi.stubGlobal('clients', {
    matchAll: async () => windows,
    openWindow: async (url: string) => void opened.push(url),
  })
  vi.stubGlobal('skipWaiting', async () => undefined)
  vi.stubGlobal('addEventListener', (type: string, act: (event: object) => void) => listeners.set(type, act))
  vi.resetModules()
  await import('./pushWorker.ts')
})

/** Lets something happen to the worker, and waits for what it asks the browser to wait for. */
async function happen(type: string, event: object): Promise<void> {
  const works: Promise<unknown>[] = []
  listeners.get(type)?.({ ...event, waitUntil: (work: Promise<unknown>) => works.push(work) })
  await Promise.all(works)
}

const message = (id: string) => ({
  data: { json: () => ({ id, title: `title ${id}`, body: 'body', language: 'de' }) },
})
const disturbing = () => shown.filter(({ silent }) => !silent).map(({ title }) => title)

it('disturbs once for each message, however often it comes, and again for the next one', async () => {
  await Promise.all([happen('push', message('1')), happen('push', message('1'))])
  for (const id of ['2', '1', '2']) await happen('push', message(id))
  expect(disturbing()).toEqual(['title 1', 'title 2'])
  // Browsers want something to be seen for each; it takes the place of what is there.
  expect(shown).toHaveLength(5)
  expect(new Set(shown.map(({ tag }) => tag))).toEqual(new Set(['turn']))
})

it('disturbs twice where nothing is noted (control)', async () => {
  await happen('push', message('1'))
  notes.clear()
  await happen('push', message('1'))
  expect(disturbing()).toEqual(['title 1', 'title 1'])
})

it('leads to the page that is open, or opens it, and needs no address in the message', async () => {
  const closed = { notification: { close: () => undefined } }
  await happen('notificationclick', closed)
  expect(opened).toEqual([new URL(PAGE).pathname])
  const focused: string[] = []
  windows.push(
    ...[`${PAGE}x`, `${PAGE}?lang=en`].map((url) => ({ url, focus: async () => void focused.push(url) })),
  )
  await happen('notificationclick', closed)
  expect([opened.length, focused]).toEqual([1, [`${PAGE}?lang=en`]])
})

it('a reminder leads to the page with its answers, in its language, by the name of the page alone', async () => {
  const own = new URL(PAGE).pathname.replace('/w/', '/v/')
  const click = (page: string) => ({
    notification: { close: () => undefined, data: { page, language: 'de-simple' } },
  })
  await happen('notificationclick', click('coming'))
  await happen('notificationclick', click(''))
  // Whatever else comes leads nowhere but to the visit.
  await happen('notificationclick', click('../cancel'))
  expect(opened).toEqual([`${own}/coming?lang=de-simple`, `${own}?lang=de-simple`, new URL(PAGE).pathname])
})
