import { MINUTE, parseInstant } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'

/** When the reader is told, once, that the time is running out. */
const WARNING = 2 * MINUTE

/**
 * Counts down how long a time is held. The page says what time the server had when it was made; from there the
 * browser's monotonic clock counts, so that a wrong clock on the phone does no harm.
 */
export function countDownHolds(document: Document): void {
  for (const notice of Array.from(document.querySelectorAll<HTMLElement>('[data-hold-until]')))
    countDown(notice)
}

function countDown(notice: HTMLElement): void {
  const { holdUntil = '', now = '', holdText = '', holdTextOne = '', holdOver = '' } = notice.dataset
  const duration = parseInstant(holdUntil) - parseInstant(now)
  const words = notice.querySelector('[data-hold-words]')
  const announce = notice.querySelector('[data-hold-announce]')
  if (!words || !announce) return
  const start = monotonic()
  let told = duration <= WARNING ? 'soon' : ''

  const show = () => {
    const left = duration - (monotonic() - start)
    const minutes = Math.ceil(left / MINUTE)
    const text =
      left <= 0 ? holdOver : minutes === 1 ? holdTextOne : holdText.replace('{minutes}', String(minutes))
    if (words.textContent !== text) words.textContent = text
    const state = left <= 0 ? 'over' : left <= WARNING ? 'soon' : ''
    if (state) notice.setAttribute('data-hold-state', state)
    if (state && state !== told) {
      announce.textContent = text
      told = state
    }
    if (left <= 0) clearInterval(timer)
  }
  const timer = setInterval(show, 1_000)
  show()
  // A phone that slept has missed its ticks.
  document.addEventListener('visibilitychange', show)
}
