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
    // Said again only when it changed.
    if (part.textContent !== found.textContent) part.replaceChildren(...Array.from(found.childNodes))
    later(part)
  }
  // The connection is gone for a moment; the place in line stays.
  request.onerror = () => later(part)
  request.send()
}
