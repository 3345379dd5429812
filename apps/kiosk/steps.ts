const PRESSABLE = 'a[href], button, input:not([type=hidden]), summary'
/** With one switch the frame goes on after so long. Slow enough for a hand that begins late. Milliseconds. */
const STEP_EVERY = 2_500
/** A key that no other follows so soon came from a switch, not from a scanner. Milliseconds. */
const ALONE_FOR = 300

/** Leads by keys through everything that can be pressed: arrows for keyboards, one or two switches for who asks for it. */
export function leadByKeys(document: Document): void {
  const { keys, keysOne, keysTwo } = document.body.dataset
  document.addEventListener('keydown', (event) => byArrow(document, event))
  if (keys === 'two' || keys === 'one') bySwitch(document, keys)
  else if (keysOne && keysTwo) beginBySwitch(document, keysOne, keysTwo)
}

/** What can be pressed, in the order in which it is gone through: first the question, then the foot, then the head. */
function pressable(document: Document): HTMLElement[] {
  const parts = ['.kiosk-main', '.kiosk-foot', '.kiosk-header'].flatMap((part) =>
    Array.from(document.querySelectorAll<HTMLElement>(part)),
  )
  return parts
    .flatMap((part) => Array.from(part.querySelectorAll<HTMLElement>(PRESSABLE)))
    .filter((element) => element.checkVisibility())
}

function step(document: Document, by: 1 | -1, skip: (element: HTMLElement) => boolean = () => false): void {
  const all = pressable(document).filter((element) => !skip(element))
  const { activeElement } = document
  const at = activeElement instanceof HTMLElement ? all.indexOf(activeElement) : -1
  const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length
  all[next]?.focus()
}

function byArrow(document: Document, event: KeyboardEvent): void {
  const isTyping = isTextField(document.activeElement)
  const forward = event.key === 'ArrowDown' || (event.key === 'ArrowRight' && !isTyping)
  const back = event.key === 'ArrowUp' || (event.key === 'ArrowLeft' && !isTyping)
  if (!forward && !back) return
  event.preventDefault()
  step(document, forward ? 1 : -1)
}

function isTextField(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.type !== 'checkbox'
}

/** Space and Enter are the switches; letters are pressed on the screen's own keys, so no field is stepped on. */
function bySwitch(document: Document, keys: 'one' | 'two'): void {
  const go = () => step(document, 1, isTextField)
  const question = document.querySelector<HTMLElement>('[data-idle-warning]')
  let timer = keys === 'one' ? setInterval(go, STEP_EVERY) : undefined
  const press = () => {
    if (isTextField(document.activeElement) || document.activeElement === document.body) go()
    else if (document.activeElement instanceof HTMLElement) document.activeElement.click()
    if (!timer) return
    clearInterval(timer)
    timer = setInterval(go, STEP_EVERY)
  }
  const take = (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    // A code that a scanner types into the field ends with Enter, which sends it.
    if (event.key === 'Enter' && hasText(document.activeElement)) return
    event.preventDefault()
    // The first press answers the question and presses nothing else.
    if (question && !question.hidden) return
    if (keys === 'two' && event.key === ' ') go()
    else press()
  }
  // Before everybody else: a link must not also be followed by the key itself.
  document.addEventListener('keydown', take, { capture: true })
  document.addEventListener('keyup', (event) => event.key === ' ' && event.preventDefault(), {
    capture: true,
  })
  go()
}

function hasText(element: Element | null): boolean {
  return element instanceof HTMLInputElement && isTextField(element) && element.value !== ''
}

/** On the first page, where nothing has the focus yet, the first press of a switch says how many there are. */
function beginBySwitch(document: Document, keysOne: string, keysTwo: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = Number.NEGATIVE_INFINITY
  document.addEventListener('keydown', (event) => {
    clearTimeout(timer)
    const isAlone = event.timeStamp - last > ALONE_FOR
    last = event.timeStamp
    if (!isAlone || event.repeat || document.activeElement !== document.body) return
    const way = event.key === ' ' ? keysTwo : event.key === 'Enter' ? keysOne : undefined
    if (!way) return
    event.preventDefault()
    timer = setTimeout(() => location.assign(way), ALONE_FOR)
  })
}
