import { type Sending, sendFile, type UploadWords } from './uploadParts.ts'

/** A file that is chosen and not sent yet, with its line on the page. */
type Chosen = { readonly file: File; readonly key: string; readonly line: Line }
type Line = {
  readonly element: HTMLElement
  readonly progress: HTMLProgressElement
  readonly words: HTMLElement
  readonly remove: HTMLButtonElement
}

/**
 * A form with `data-upload` sends its files one after the other and in parts: each shows how far it is, and goes on where
 * it was after a break. Files can be chosen several times, so that a phone photographs page after page. Without script,
 * and in browsers that lack what is needed, the form is sent as it is. See ui/Form.tsx for the markup.
 */
export function uploadInParts(document: Document): void {
  if (typeof FormData === 'undefined' || !('slice' in Blob.prototype)) return
  for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-upload]')))
    upgrade(form)
}

function upgrade(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>('[data-upload-list]')
  const says = form.querySelector<HTMLElement>('[data-upload-says]')
  if (!list || !says) return
  const words: UploadWords = JSON.parse(form.dataset.uploadWords ?? '{}')
  const most = Number(form.dataset.uploadLeft)
  let chosen: Chosen[] = []
  let isBusy = false

  for (const input of Array.from(form.querySelectorAll<HTMLInputElement>('input[type=file]')))
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? [])
      // The next photograph comes beside this one, and does not replace it.
      input.value = ''
      for (const file of files) add(file)
      says.textContent = chosen.length > most ? (words.too_many_files ?? '') : ''
    })

  function add(file: File): void {
    const line = lineOf(file, words)
    const each: Chosen = { file, key: newKey(), line }
    line.remove.addEventListener('click', () => {
      if (isBusy) return
      const next = line.element.nextElementSibling ?? line.element.previousElementSibling
      line.element.remove()
      chosen = chosen.filter((other) => other !== each)
      const focused = next?.querySelector('button') ?? form.querySelector<HTMLElement>('input[type=file]')
      focused?.focus()
    })
    chosen.push(each)
    list?.append(line.element)
  }

  async function send(): Promise<void> {
    let sent = 0
    const refused: Chosen[] = []
    for (const [index, each] of chosen.entries()) {
      const { file, key, line } = each
      if (says) says.textContent = inWords(words.sending, file.name)
      line.progress.hidden = false
      line.remove.hidden = true
      const sending: Sending = {
        address: form.dataset.upload ?? '',
        paper: form.querySelector<HTMLSelectElement>('select')?.value ?? '',
        file,
        key,
        most: Number(form.dataset.uploadBytes),
        isTooMany: index - refused.length >= most,
        report: (share) => {
          line.progress.value = share
        },
        say: (state) => {
          line.words.textContent = words[state] ?? ''
          if (says) says.textContent = inWords(words[state], file.name)
        },
      }
      const outcome = await sendFile(sending)
      if (outcome === 'gone') return location.assign(form.action)
      line.remove.hidden = false
      if (outcome === 'arrived') {
        sent += 1
        line.element.remove()
      } else {
        refused.push(each)
        line.progress.hidden = true
        line.words.textContent = inWords(words[outcome] ?? words.stopped, file.name)
      }
    }
    chosen = refused
    if (refused.length === 0)
      location.assign(`${form.action}${form.action.includes('?') ? '&' : '?'}sent=${sent}`)
    else if (says)
      says.textContent = (words.some ?? '')
        .replace('{sent}', String(sent))
        .replace('{refused}', String(refused.length))
  }

  form.addEventListener('submit', (event) => {
    // Nothing chosen: the server says so.
    if (chosen.length === 0) return
    event.preventDefault()
    if (isBusy) return
    isBusy = true
    send()
      .catch((error: unknown) => {
        console.warn(error)
        says.textContent = words.stopped ?? ''
      })
      .then(() => {
        isBusy = false
        form.removeAttribute('data-sent')
      })
  })
}

function inWords(text: string | undefined, name: string): string {
  return (text ?? '').replace('{name}', () => name)
}

function lineOf(file: File, words: UploadWords): Line {
  const element = document.createElement('li')
  element.className = 'dran-upload'
  const name = document.createElement('span')
  name.className = 'dran-upload__name'
  name.textContent = file.name
  const progress = document.createElement('progress')
  progress.max = 1
  progress.value = 0
  progress.hidden = true
  progress.setAttribute('aria-label', inWords(words.progress, file.name))
  const state = document.createElement('span')
  state.className = 'dran-upload__words'
  const remove = document.createElement('button')
  remove.type = 'button'
  remove.className = 'kern-btn kern-btn--tertiary'
  const label = document.createElement('span')
  label.className = 'kern-label'
  label.textContent = inWords(words.remove, file.name)
  remove.append(label)
  element.append(name, progress, state, remove)
  return { element, progress, words: state, remove }
}

/** A random key by which the server knows that a beginning sent twice is one. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
