import type { Page } from 'playwright-core'
import type { Browsing } from './browsing.ts'
import { type Heard, openHeard } from './hearing.ts'

/** A call as a display shows it. */
export type ShownCall = { readonly call: number; readonly ticket: string; readonly counter: string }

/** A display that hangs in the hall all day. */
export type Screen = {
  readonly page: Page
  /** Each call when it comes into sight, also if it came into sight before. */
  readonly calls: Heard<ShownCall>
  /** Who is being served, each time that it changes: "A012 Schalter 3". */
  readonly serving: Heard<readonly string[]>
}

/** Hangs up a display and keeps what it shows. */
export async function hangDisplay(browsing: Browsing, shows: 'calls' | 'house'): Promise<Screen> {
  const page = await browsing.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  const { town } = browsing
  const calls = openHeard<ShownCall>(`the display with ${shows}`)
  const serving = openHeard<readonly string[]>('now serving')
  await page.exposeFunction('dayShows', (shown: ShownCall) => calls.tell(shown))
  await page.exposeFunction('dayServes', (all: readonly string[]) => serving.tell(all))
  await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith(`/${town.site.key}/display`)),
    page.goto(`/display/${town.site.key}${shows === 'house' ? '?shows=house' : ''}`),
  ])
  await page.evaluate(watch)
  return { page, calls, serving }
}

/** Runs in the page: tells of rows that were not in the list before, however they are moved about in it. */
function watch(): void {
  const text = (row: Element, selector: string) => row.querySelector(selector)?.textContent ?? ''
  const list = document.querySelector('[data-calls="current"]')
  let before = new Set<string | null>()
  const look = () => {
    const rows = [...(list?.children ?? [])]
    const now = new Set(rows.map((row) => row.getAttribute('data-call')))
    for (const row of rows) {
      const call = row.getAttribute('data-call')
      if (before.has(call)) continue
      const ticket = text(row, '.display-call__number')
      Reflect.get(
        window,
        'dayShows',
      )({ call: Number(call), ticket, counter: text(row, '.display-call__label') })
    }
    before = now
  }
  if (list) new MutationObserver(look).observe(list, { childList: true })
  const served = document.querySelector('[data-serving]')
  const tell = () => {
    const rows = [...(served?.children ?? [])]
    Reflect.get(
      window,
      'dayServes',
    )(rows.map((row) => [...row.children].map((part) => part.textContent).join(' ')))
  }
  if (served) new MutationObserver(tell).observe(served, { childList: true })
}
