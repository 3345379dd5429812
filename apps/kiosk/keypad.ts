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
  const key = (label: string, press: () => void, isWide = false) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = isWide ? 'kiosk-key kiosk-key--wide' : 'kiosk-key'
    button.textContent = label
    button.addEventListener('click', press)
    pad.append(button)
  }
  for (const letter of Array.from(keys)) key(letter, () => type(letter))
  if (space !== undefined) key(space, () => type(' '), true)
  key(
    remove,
    () => {
      field.value = field.value.slice(0, -1)
    },
    true,
  )
  pad.hidden = false
}
