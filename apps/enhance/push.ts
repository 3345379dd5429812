import { scriptAddress } from './scriptAddress.ts'
import type { Say } from './signals.ts'

/** What the page says for messages while it is closed. */
type Terms = {
  /** Where a phone asks to be told. */
  readonly address: string
  readonly worker: string
  readonly key: string
  readonly month: string
  readonly day: string
  readonly language: string
}

/** A worker's part of the site, one for each visit. */
const OF_A_VISIT = /^\/w\/[A-Za-z0-9_-]{22}\/$/

/**
 * Messages while the page is closed (web push), where server and browser can do it. The worker has the narrow scope of
 * one visit, so that its phone address serves this visit only, and it goes with it.
 */
export function followPush(
  part: HTMLElement,
  say: Say,
  onPress: (action: string, act: () => void) => void,
): void {
  const { signals: address = '', worker = '', key = '', month = '', day = '', language = '' } = part.dataset
  const terms = { address, worker, key, month, day, language }
  const isOver = part.hasAttribute('data-over')
  if (key === '') return
  if ('serviceWorker' in navigator) void forgetOld(day, isOver ? scopeOf(worker) : undefined)
  if (isOver) return
  const can = ['serviceWorker' in navigator, 'PushManager' in window, 'Notification' in window].every(Boolean)
  if (!can) {
    say(isPlainIphone() ? 'home' : 'none')
    return
  }
  void shown(worker).then(say)
  const telling = (work: Promise<string>) => work.catch(() => 'failed').then(say)
  onPress('push-on', () => void telling(begin(terms)))
  onPress('push-off', () => void telling(end(terms)))
}

/** Safari on iPhone and iPad has messages only for pages that were put on the home screen. */
function isPlainIphone(): boolean {
  return Reflect.get(navigator, 'standalone') === false
}

function scopeOf(worker: string): string {
  return new URL('.', new URL(worker, location.href)).pathname
}

async function shown(worker: string): Promise<string> {
  if (Notification.permission === 'denied') return 'denied'
  const registration = await registrationAt(scopeOf(worker))
  return registration && (await registration.pushManager.getSubscription()) ? 'on' : 'off'
}

async function registrationAt(scope: string): Promise<ServiceWorkerRegistration | undefined> {
  const all = await navigator.serviceWorker.getRegistrations()
  return all.find((each) => new URL(each.scope).pathname === scope)
}

async function begin(terms: Terms): Promise<string> {
  // First of all: browsers ask only at a press.
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const registration = await navigator.serviceWorker.register(scriptAddress(terms.worker))
  await active(registration)
  const old = await registration.pushManager.getSubscription()
  // One that was made with another key cannot be used, and stands in the way of a new one.
  if (old) await old.unsubscribe()
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(terms.key),
  })
  const { endpoint, keys = {} } = made.toJSON()
  const body = { endpoint, key: keys.p256dh, secret: keys.auth, month: terms.month, language: terms.language }
  if (await post(terms.address, body)) return 'on'
  await made.unsubscribe()
  return 'failed'
}

async function end({ address, worker }: Terms): Promise<string> {
  const registration = await registrationAt(scopeOf(worker))
  const made = await registration?.pushManager.getSubscription()
  if (made) await post(`${address}/end`, { endpoint: made.endpoint })
  await registration?.unregister()
  return 'off'
}

async function post(address: string, body: unknown): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  return (await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })).ok
}

/** Waits until the worker works: before that no browser makes a subscription. */
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker?.state === 'activated') resolve()
      if (worker?.state === 'redundant') reject(new Error('the worker did not start'))
    }
    worker?.addEventListener('statechange', look)
    look()
  })
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

/** What is left of visits of other days, and of one that is over, goes: worker, phone address, notes. */
async function forgetOld(today: string, over: string | undefined): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const scope = new URL(registration.scope).pathname
    const worker = registration.active ?? registration.waiting ?? registration.installing
    const day = worker ? new URL(worker.scriptURL).searchParams.get('day') : null
    if (!OF_A_VISIT.test(scope) || (scope !== over && (day ?? '') >= today)) continue
    await caches.delete(`dran ${scope}`)
    await registration.unregister()
  }
}
