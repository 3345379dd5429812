import { STILL_THERE } from './idle.ts'

/** The server speaks sentences of at most so many characters. */
const LONGEST = 150
const READ = 'h1, h2, h3, p, li, legend, label, summary, a, button, fieldset.kiosk-keypad'

/** A sentence, and the language in which it stands on the screen; empty for the page's own. */
type Sentence = { readonly text: string; readonly lang: string }

/**
 * Reads the screen aloud: all of it when it comes, and what the focus is on. What somebody does interrupts what is being
 * said. Nothing where the server cannot speak or nobody has asked for it.
 */
export function readAloud(document: Document): void {
  const { voice, voiceSwitch } = document.body.dataset
  // The key that a tactile button with the sign of headphones sends; see docs/operations.md.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F1' || !voiceSwitch) return
    event.preventDefault()
    location.assign(voiceSwitch)
  })
  if (!voice) return
  const speaker = openSpeaker(voice, () => document.dispatchEvent(new Event(STILL_THERE)))
  const question = document.querySelector('[data-idle-said]')
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) speaker.say(sentencesOf(target, nameOf(document, target)))
  })
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLElement) speaker.say(sentencesOf(target, nameOf(document, target)))
  })
  if (question)
    new MutationObserver(() => {
      const text = question.textContent ?? ''
      if (text) speaker.ask(split(text, ''))
    }).observe(question, { childList: true, characterData: true, subtree: true })
  window.addEventListener('pagehide', () => speaker.stop())
  speaker.say(screenOf(document))
  // A browser that lets no page sound by itself does so after the first press.
  document.addEventListener('pointerdown', () => speaker.wake(), { once: true })
  document.addEventListener('keydown', () => speaker.wake(), { once: true })
}

/** All that stands between head and foot, each thing once. */
function screenOf(document: Document): Sentence[] {
  const parts = Array.from(document.querySelectorAll<HTMLElement>('.kiosk-main *')).filter(
    (part) => part.matches(READ) && part.checkVisibility() && !part.parentElement?.closest(READ),
  )
  return parts.flatMap((part) => sentencesOf(part, nameOf(document, part)))
}

function nameOf(document: Document, element: HTMLElement): string {
  const said = element.dataset.say ?? element.getAttribute('aria-label')
  if (said) return said
  if (!(element instanceof HTMLInputElement)) return textOf(element)
  const label = element.labels?.[0]
  const name = label ? textOf(label) : ''
  if (element.type === 'checkbox') {
    const { checkedWord = '', uncheckedWord = '' } = document.body.dataset
    return `${name}. ${element.checked ? checkedWord : uncheckedWord}.`
  }
  return `${name}. ${Array.from(element.value).join(' ')}`
}

/** Its words; those of different parts stand apart, as they do on the screen. */
function textOf(element: Element): string {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const texts: string[] = []
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '')
  return texts.join('\n')
}

function sentencesOf(element: HTMLElement, text: string): Sentence[] {
  const own = element.closest<HTMLElement>('[lang]')?.lang ?? ''
  return split(text, own === element.ownerDocument.documentElement.lang ? '' : own)
}

/** Cut where one takes breath, and else between words. */
function split(text: string, lang: string): Sentence[] {
  const sentences = text.split(/(?<=[.!?:])\s+|\n+/).map((sentence) => sentence.trim())
  return sentences.filter(Boolean).flatMap((sentence) => {
    const parts: string[] = []
    for (const word of sentence.split(/\s+/)) {
      const longer = `${parts.at(-1) ?? ''} ${word}`.trim()
      if (parts.length > 0 && longer.length <= LONGEST) parts[parts.length - 1] = longer
      else parts.push(word)
    }
    return parts.map((part) => ({ text: part, lang }))
  })
}

/** Fetches and plays one sentence after the other. `speaking` is told at the beginning of each that is no question. */
function openSpeaker(address: string, speaking: () => void) {
  const context = new AudioContext()
  let playing: AudioBufferSourceNode | undefined
  let turn = 0

  const fetchSound = async ({ text, lang }: Sentence): Promise<AudioBuffer | undefined> => {
    const url = new URL(address, location.href)
    if (lang) url.searchParams.set('lang', lang)
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ text }) })
    return answer.ok ? context.decodeAudioData(await answer.arrayBuffer()) : undefined
  }
  const play = (sound: AudioBuffer) =>
    new Promise<void>((resolve) => {
      const source = context.createBufferSource()
      source.buffer = sound
      source.connect(context.destination)
      source.onended = () => resolve()
      source.start()
      playing = source
    })
  const run = async (sentences: readonly Sentence[], isQuestion: boolean) => {
    turn += 1
    const own = turn
    playing?.stop()
    for (const sentence of sentences) {
      const sound = await fetchSound(sentence).catch(() => undefined)
      if (own !== turn) return
      if (!sound) continue
      if (!isQuestion) speaking()
      await play(sound)
      if (own !== turn) return
    }
  }
  return {
    say: (sentences: readonly Sentence[]) => void run(sentences, false),
    /** The same for a question that waits for an answer: hearing it is none. */
    ask: (sentences: readonly Sentence[]) => void run(sentences, true),
    wake: () => void context.resume(),
    stop() {
      turn += 1
      void context.close()
    },
  }
}
