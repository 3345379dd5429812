import { signalTurn } from './signals.ts'

/** How long a lost connection may last before the reader is told: most come back at once. */
const PATIENCE = 4_000

/** Longest pause between two tries. The first comes after about a second. */
const LONGEST_PAUSE = 30_000

type Region = {
  readonly element: HTMLElement
  readonly parts: ReadonlyMap<string, readonly HTMLElement[]>
  readonly offline: HTMLElement | null
  readonly announce: Element | null
}

/** Keeps `[data-live]` regions up to date by server-sent events; see ui/LiveRegion.tsx for the markup. */
export function followLiveRegions(document: Document): void {
  if (typeof EventSource === 'undefined') return
  for (const element of Array.from(document.querySelectorAll<HTMLElement>('[data-live]'))) {
    follow(element.dataset.live ?? '', regionOf(element))
    const seconds = Number(element.dataset.liveSeconds)
    if (seconds > 0) setTimeout(() => reloadAfter(signalTurn()), seconds * 1_000)
  }
}

function regionOf(element: HTMLElement): Region {
  const parts = new Map<string, HTMLElement[]>()
  for (const part of Array.from(element.querySelectorAll<HTMLElement>('[data-live-part]'))) {
    const name = part.dataset.livePart ?? ''
    parts.set(name, [...(parts.get(name) ?? []), part])
  }
  return {
    element,
    parts,
    offline: element.querySelector<HTMLElement>('[data-live-offline]'),
    announce: element.querySelector('[data-live-announce]'),
  }
}

function follow(url: string, region: Region): void {
  let source: EventSource | undefined
  let tries = 0
  let lost: ReturnType<typeof setTimeout> | undefined

  const online = () => {
    tries = 0
    if (lost !== undefined) clearTimeout(lost)
    lost = undefined
    if (region.offline) region.offline.hidden = true
  }
  const offline = () => {
    if (lost !== undefined) return
    lost = setTimeout(() => {
      if (region.offline) region.offline.hidden = false
    }, PATIENCE)
  }
  const open = () => {
    if (source) source.close()
    const opened = new EventSource(url)
    source = opened
    opened.onopen = online
    opened.onmessage = (event: MessageEvent<string>) => {
      online()
      show(region, event.data)
    }
    opened.onerror = () => {
      offline()
      // The browser tries again by itself while the state is CONNECTING; after an answer it cannot read it gives up.
      if (opened.readyState !== EventSource.CLOSED) return
      tries += 1
      const pause = Math.min(LONGEST_PAUSE, 1_000 * 2 ** tries)
      setTimeout(open, pause / 2 + (Math.random() * pause) / 2)
    }
  }
  open()
  // A phone that was in a pocket asks at once instead of waiting for its next try.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && source?.readyState === EventSource.CLOSED) open()
  })
}

/** The page that comes has no sound of its own in most browsers: what sounds now sounds to its end. */
function reloadAfter(milliseconds: number): void {
  setTimeout(() => location.reload(), milliseconds)
}

function textOf(element: HTMLElement): string {
  return element instanceof HTMLInputElement ? element.value : (element.textContent ?? '')
}

function setText(element: HTMLElement, text: string): void {
  if (element instanceof HTMLInputElement) element.value = text
  else element.textContent = text
}

/** What a form sends unseen is not; nor is what a button says, which is heard when somebody comes to it. */
function isReadOut(element: HTMLElement): boolean {
  return !(element instanceof HTMLInputElement) && element.closest('button') === null
}

function show(region: Region, data: string): void {
  const fields: unknown = JSON.parse(data)
  if (typeof fields !== 'object' || fields === null) return
  const changed: HTMLElement[] = []
  const sounds = 'signal' in fields ? signalTurn() : 0
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'reload' && value === true) {
      reloadAfter(sounds)
      return
    }
    if (typeof value !== 'string' && typeof value !== 'number') continue
    const text = String(value)
    const elements = (region.parts.get(name) ?? []).filter((element) => textOf(element) !== text)
    for (const element of elements) setText(element, text)
    for (const element of Array.from(region.element.querySelectorAll<HTMLElement>('[data-live-while]')))
      if (element.dataset.liveWhile === name) element.hidden = text === ''
    const first = elements.find(isReadOut)
    // Heard alone, a number says nothing: what is read out is the line it stands in.
    if (first) changed.push(first.closest<HTMLElement>('p, li, dd, h1, h2') ?? first)
  }
  // Nobody hears what nobody sees, nor a line twice because two numbers of it changed.
  const heard = [...new Set(changed)]
    .filter((line) => line.closest('[hidden]') === null)
    .flatMap((line) => line.textContent?.trim() || [])
  if (heard.length > 0 && region.announce) region.announce.textContent = heard.join('. ')
}
