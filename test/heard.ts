import type { Page } from 'playwright-core'

/**
 * Listens from now on to what an open page says by itself to whoever has it read out: the words of its live regions, each
 * time one changes, in order of the page, with `polite` or `assertive` before them. News that comes into the page together with its region
 * is not heard, as most readers do not say it; alarms are.
 */
export async function hearPage(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(listen)
  return async () => page.evaluate(() => (Reflect.get(window, 'heard') as string[] | undefined) ?? [])
}

/** Runs inside of the page. */
function listen(): void {
  const heard: string[] = []
  Reflect.set(window, 'heard', heard)
  const places = () =>
    Array.from(document.querySelectorAll<HTMLElement>('[aria-live], [role=status], [role=alert], [role=log]'))
  const wordsOf = (place: HTMLElement) => {
    if (!place.checkVisibility()) return ''
    const copy = place.cloneNode(true) as HTMLElement
    for (const silent of Array.from(copy.querySelectorAll('[aria-hidden=true]'))) silent.remove()
    return (copy.textContent ?? '').trim()
  }
  let known = new Map(places().map((place) => [place, wordsOf(place)]))
  new MutationObserver(() => {
    const now = new Map(places().map((place) => [place, wordsOf(place)]))
    for (const [place, words] of now) {
      const manner = place.ariaLive ?? (place.role === 'alert' ? 'assertive' : 'polite')
      const before = known.get(place)
      const isSaid = before !== undefined || manner === 'assertive'
      if (manner !== 'off' && isSaid && words !== '' && words !== before) heard.push(`${manner}: ${words}`)
    }
    known = now
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
}
