/** How long the question "are you still there?" stands before the page begins anew. */
const WARNING_SECONDS = 12
/** A server that does not answer is asked again after so long; the page says so if it takes longer than this. */
const AGAIN_SECONDS = 2

/**
 * Begins anew when nobody has pressed anything for as long as the page says, and asks before. A page that comes back
 * by "back" from the browser's memory begins anew at once: it may show the person before.
 */
export function beginAnew(document: Document): void {
  const { idleSeconds = '', home = '/', idleSilent } = document.body.dataset
  const seconds = Number(idleSeconds)
  const warning = document.querySelector<HTMLElement>('[data-idle-warning]')
  const stay = document.querySelector<HTMLElement>('[data-idle-stay]')
  if (!seconds) return
  let timer: ReturnType<typeof setTimeout>
  let focused: Element | null = null

  const ask = () => {
    if (!warning || idleSilent !== undefined) return leave(document, home, idleSilent === undefined)
    focused = document.activeElement
    warning.hidden = false
    stay?.focus()
    timer = setTimeout(() => leave(document, home, true), WARNING_SECONDS * 1000)
  }
  const active = () => {
    clearTimeout(timer)
    if (warning && !warning.hidden) {
      warning.hidden = true
      if (focused instanceof HTMLElement) focused.focus()
    }
    timer = setTimeout(ask, Math.max(seconds - WARNING_SECONDS, 5) * 1000)
  }

  for (const sign of ['pointerdown', 'keydown', 'input']) document.addEventListener(sign, active)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) leave(document, home, true)
  })
  active()
}

/**
 * Goes to the first page once the server has it: a browser's own error page would be the end of the kiosk. What
 * belongs to a person is gone from the screen at once.
 */
function leave(document: Document, home: string, isPersonal: boolean): void {
  if (isPersonal) {
    for (const part of Array.from(
      document.querySelectorAll<HTMLElement>('[data-idle-content],[data-idle-warning]'),
    ))
      part.hidden = true
  }
  const away = document.querySelector<HTMLElement>('[data-idle-away]')
  const tryAgain = () => {
    if (away && isPersonal) away.hidden = false
    setTimeout(go, AGAIN_SECONDS * 1000)
  }
  const go = () => {
    fetch(home).then((answer) => (answer.ok ? location.replace(home) : tryAgain()), tryAgain)
  }
  go()
}
