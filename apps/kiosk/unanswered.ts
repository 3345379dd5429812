/** What was pressed and never answered; the number may have been drawn all the same. */
const KEPT = 'dran-kiosk-unanswered'

type Kept = { readonly mark: number; readonly key: string }

/**
 * A press whose answer got lost has perhaps drawn a number that nobody knows. Its key is kept until an answer comes, so
 * that the same press again, after the network is back, gets that very number instead of a second one. Kept are the key
 * and a mark of what was chosen, from which nobody learns what that was.
 */
export function keepUnanswered(document: Document): void {
  if (document.body.dataset.answered !== undefined) forget()
  for (const form of Array.from(document.querySelectorAll<HTMLFormElement>('form[data-draw]')))
    form.addEventListener('submit', ({ submitter }) => {
      const field = form.querySelector<HTMLInputElement>('input[name="idempotencyKey"]')
      if (!field) return
      const mark = markOf(form, submitter)
      const kept = read()
      if (kept?.mark === mark) field.value = kept.key
      else write({ mark, key: field.value })
    })
}

/** Tells one choice from another: a number made of the address and of all that is ticked and pressed. */
function markOf(form: HTMLFormElement, submitter: HTMLElement | null): number {
  const chosen = Array.from(new FormData(form, submitter))
    .filter(([name]) => name !== 'idempotencyKey')
    .map(([name, value]) => `${name}=${value}`)
  // FNV-1a: https://datatracker.ietf.org/doc/draft-eastlake-fnv/
  let mark = 0x811c9dc5
  for (const letter of [form.action, ...chosen].join('&')) {
    mark = Math.imul(mark ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  }
  return mark
}

function read(): Kept | undefined {
  try {
    const { mark, key } = JSON.parse(localStorage.getItem(KEPT) ?? 'null') ?? {}
    return typeof mark === 'number' && typeof key === 'string' ? { mark, key } : undefined
  } catch {
    return undefined
  }
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing draws a second number; the first one is missed, as without this script.
  }
}

function forget(): void {
  try {
    localStorage.removeItem(KEPT)
  } catch {
    // Nothing was kept.
  }
}
