/** Lets `[data-again]` parts ask for themselves; see ui/AskAgain.tsx for the markup. */
export function askAgain(document: Document): void {
  const part = document.querySelector<HTMLElement>('[data-again]')
  if (part) later(part)
}

function later(part: HTMLElement): void {
  setTimeout(() => ask(part), Number(part.dataset.againSeconds) * 1_000)
}

/** By XMLHttpRequest: it reads a page without running it, where Trusted Types forbid to parse a text. */
function ask(part: HTMLElement): void {
  const address = part.dataset.again ?? ''
  const request = new XMLHttpRequest()
  request.open('GET', address)
  request.responseType = 'document'
  request.onload = () => {
    const found = request.responseXML?.querySelector<HTMLElement>('[data-again]')
    // The same question once more, so that its answer is the page itself.
    if (!found) return location.assign(address)
    part.dataset.again = found.dataset.again
    part.dataset.againSeconds = found.dataset.againSeconds
    keepPlace(part, () => takeOver(part, found))
    later(part)
  }
  // The connection is gone for a moment; the place in line stays.
  request.onerror = () => later(part)
  request.send()
}

/** Said again only when it changed: the whole part, or its summary apart from its body. */
function takeOver(part: HTMLElement, found: HTMLElement): void {
  const pieces = part.querySelectorAll<HTMLElement>('[data-again-part]')
  if (pieces.length === 0) replace(part, found)
  for (const piece of Array.from(pieces)) {
    const other = found.querySelector<HTMLElement>(`[data-again-part="${piece.dataset.againPart}"]`)
    if (other) replace(piece, other)
  }
}

function replace(piece: HTMLElement, other: HTMLElement): void {
  if (piece.textContent !== other.textContent) piece.replaceChildren(...Array.from(other.childNodes))
}

/** The focused link stays focused, and what is being read stays in view while something new appears above it. */
function keepPlace(part: HTMLElement, change: () => void): void {
  const links = Array.from(part.querySelectorAll('a'))
  const focused = links.find((link) => link === document.activeElement)
  const isScrolled = window.scrollY > part.offsetTop
  const read = focused || (isScrolled && links.find((link) => link.getBoundingClientRect().top >= 0))
  const before = read ? read.getBoundingClientRect().top : 0
  change()
  if (!read || read.isConnected) return
  const same = Array.from(part.querySelectorAll('a')).find((link) => link.href === read.href)
  if (!same) return
  window.scrollBy(0, same.getBoundingClientRect().top - before)
  if (focused) same.focus({ preventScroll: true })
}
