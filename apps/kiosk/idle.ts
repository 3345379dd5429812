/** How long the question "are you still there?" stands before the page begins anew. */
const WARNING_SECONDS = 12

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

  const leave = () => location.replace(home)
  const ask = () => {
    if (!warning || idleSilent !== undefined) return leave()
    focused = document.activeElement
    warning.hidden = false
    stay?.focus()
    timer = setTimeout(leave, WARNING_SECONDS * 1000)
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
    if (event.persisted) leave()
  })
  active()
}
