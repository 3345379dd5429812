/** Fills `[data-keypad]` with keys to press that type into the field it names, for kiosks without a keyboard. */
export function offerKeys(document: Document): void {
  for (const pad of Array.from(document.querySelectorAll<HTMLElement>('[data-keypad]'))) fill(document, pad)
}

function fill(document: Document, pad: HTMLElement): void {
  const { keypad = '', keys = '', space, delete: remove = '' } = pad.dataset
  const field = document.getElementById(keypad)
  if (!(field instanceof HTMLInputElement)) return
  const type = (text: string) => {
    if (field.maxLength < 0 || field.value.length < field.maxLength) field.value += text
  }
  const key = (label: string, press: () => void, name = '', isWide = false) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = isWide ? 'kiosk-key kiosk-key--wide' : 'kiosk-key'
    button.textContent = label
    if (name) button.setAttribute('aria-label', name)
    button.addEventListener('click', press)
    pad.append(button)
  }
  for (const letter of Array.from(keys)) key(letter, () => type(letter))
  if (space !== undefined) key(space, () => type(' '), '', true)
  const erase = () => {
    field.value = field.value.slice(0, -1)
  }
  key('⌫', erase, remove)
  const show = () => {
    pad.hidden = false
  }
  // Where typing is only one way among others, the keys come when somebody wants to type; a switch reaches no field.
  if (field.autofocus || document.body.dataset.keys) show()
  else field.addEventListener('focus', show, { once: true })
}
