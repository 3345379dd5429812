import { isGuarded } from './line.ts'

/** A server that does not answer is asked again after so long; the page says so if it takes longer than this. */
const AGAIN_SECONDS = 2
const ENOUGH = 3
/** When the seconds that are left are read out; each of them would drown everything else. */
const SAID_AT = [40, 20, 10]

/** Whoever listens or is led by a switch is there without pressing anything: other parts of the kiosk send this. */
export const STILL_THERE = 'kiosk-still-there'

/**
 * Begins anew when nobody has pressed anything for as long as the page says, and asks before. A page that comes back
 * by "back" from the browser's memory begins anew at once: it may show the person before.
 */
export function beginAnew(document: Document): void {
  const { idleSeconds = '', askedSeconds = '', home = '/', idleSilent } = document.body.dataset
  const seconds = Number(idleSeconds)
  if (!seconds) return
  if (cameBack() && location.pathname !== home) {
    leave(document, home, true)
    return
  }
  const question = idleSilent === undefined ? questionOf(document) : undefined
  const asked = question ? Number(askedSeconds) : 0
  let timer: ReturnType<typeof setTimeout>

  // Counted in steps of a second, by no clock: one that is wrong or leaps takes no time from anybody.
  const count = (left: number) => {
    if (left <= 0) return leave(document, home, question !== undefined)
    question?.ask(left, left === asked)
    timer = setTimeout(() => count(left - 1), 1000)
  }
  const active = () => {
    clearTimeout(timer)
    question?.hide()
    timer = setTimeout(() => count(asked), (seconds - asked) * 1000)
  }

  for (const sign of ['pointerdown', 'keydown', 'input', STILL_THERE]) document.addEventListener(sign, active)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) leave(document, home, true)
  })
  active()
}

/** Did somebody press "back"? The person before may have been there. */
function cameBack(): boolean {
  const [way] = performance.getEntriesByType('navigation')
  return way instanceof PerformanceNavigationTiming && way.type === 'back_forward'
}

/** The question in the page: how to ask it with so many seconds left, and how to take it away. */
function questionOf(document: Document) {
  const part = document.querySelector<HTMLElement>('[data-idle-warning]')
  const counted = document.querySelector<HTMLElement>('[data-idle-count]')
  const said = document.querySelector<HTMLElement>('[data-idle-said]')
  if (!part || !counted || !said) return undefined
  const { idleCount = '', idleSay = '' } = counted.dataset
  return {
    ask(left: number, isFirst: boolean) {
      part.hidden = false
      counted.textContent = idleCount.replace('{seconds}', String(left))
      if (isFirst || SAID_AT.includes(left)) said.textContent = idleSay.replace('{seconds}', String(left))
    },
    hide() {
      part.hidden = true
      said.textContent = ''
    },
  }
}

/**
 * Goes to the first page once the server has it: a browser's own error page would be the end of the kiosk. What
 * belongs to a person is gone from the screen at once.
 */
function leave(document: Document, home: string, isPersonal: boolean): void {
  if (isPersonal) {
    for (const part of Array.from(document.querySelectorAll<HTMLElement>('[data-idle-content]')))
      part.hidden = true
  }
  const away = document.querySelector<HTMLElement>('[data-idle-away]')
  let tries = 0
  const tryAgain = () => {
    if (away && isPersonal) away.hidden = false
    tries += 1
    // The worker then has a page that says more.
    if (tries >= ENOUGH && isGuarded()) return location.replace(home)
    setTimeout(go, AGAIN_SECONDS * 1000)
  }
  const go = () => {
    fetch(home).then((answer) => (answer.ok ? location.replace(home) : tryAgain()), tryAgain)
  }
  go()
}
