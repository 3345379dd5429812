import { pageAudio } from './sound.ts'

/** A link with `data-action="aloud"` reads out what it leads to, here on the page; a second press ends it. */
export function readAloud(document: Document): void {
  for (const link of Array.from(document.querySelectorAll<HTMLAnchorElement>('a[data-action="aloud"]'))) {
    let playing: AudioBufferSourceNode | undefined
    link.addEventListener('click', (event) => {
      const output = pageAudio()
      // Without a way to sound here, the link leads to the sound itself.
      if (!output) return
      event.preventDefault()
      if (playing) return playing.stop()
      play(output, link.href, (source) => {
        playing = source
        link.setAttribute('aria-pressed', String(source !== undefined))
      }).catch(() => location.assign(link.href))
    })
  }
}

/** The server reads to few at the same time; whoever comes meanwhile asks again. */
const TRIES = 4
const PAUSE = 700

async function ask(address: string, tries: number): Promise<Response> {
  const answer = await fetch(address)
  if (answer.ok) return answer
  if (tries <= 1) throw new Error(`no sound: ${answer.status}`)
  await new Promise((resolve) => setTimeout(resolve, PAUSE))
  return ask(address, tries - 1)
}

async function play(
  output: AudioContext,
  address: string,
  tell: (source: AudioBufferSourceNode | undefined) => void,
): Promise<void> {
  await output.resume()
  const answer = await ask(address, TRIES)
  const source = output.createBufferSource()
  source.buffer = await output.decodeAudioData(await answer.arrayBuffer())
  source.connect(output.destination)
  source.onended = () => tell(undefined)
  source.start()
  tell(source)
}
