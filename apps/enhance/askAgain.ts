/** Lets `[data-again]` parts ask for themselves; see ui/AskAgain.tsx for the markup. */
export function askAgain(document: Document): void {
  const part = document.querySelector<HTMLElement>('[data-again]')
  if (part) later(part)
}

function later(part: HTMLElement): void {
  setTimeout(() => void ask(part), Number(part.dataset.againSeconds) * 1_000)
}

async function ask(part: HTMLElement): Promise<void> {
  const address = part.dataset.again ?? ''
  try {
    const answer = await fetch(address)
    const found = new DOMParser()
      .parseFromString(await answer.text(), 'text/html')
      .querySelector<HTMLElement>('[data-again]')
    if (!found) {
      // The same question once more, so that its answer is the page itself.
      location.assign(address)
      return
    }
    part.dataset.again = found.dataset.again
    part.dataset.againSeconds = found.dataset.againSeconds
    // Said again only when it changed.
    if (part.innerHTML !== found.innerHTML) part.replaceChildren(...Array.from(found.childNodes))
  } catch {
    // The connection is gone for a moment; the place in line stays.
  }
  later(part)
}
