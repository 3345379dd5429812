/** The code changes after five minutes and counts for five more: asked for this often it is never too old. */
const ASK_EVERY_MS = 30_000

/** Keeps the code for "I am here" on the phone true on a screen that runs for weeks. */
export function keepHereCode(document: Document): void {
  for (const element of Array.from(document.querySelectorAll<HTMLElement>('[data-here-code]'))) {
    const path = element.dataset.hereCode ?? ''
    setInterval(async () => {
      // Without an answer the old one stays: it counts a while, and the phone says what to do when it no longer does.
      const answer = await fetch(path, { cache: 'no-store' }).catch(() => undefined)
      if (answer?.ok && !answer.redirected) element.textContent = await answer.text()
    }, ASK_EVERY_MS)
  }
}
