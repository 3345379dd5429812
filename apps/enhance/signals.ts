import { followPush } from './push.ts'
import { pageAudio, ring } from './sound.ts'

/** Kept while the tab is open: the page loads itself anew when the turn changes. */
const WANTED = 'dran-sound'

let isOn = false

/** The turn has changed: sounds where that was asked for; for how long, in milliseconds. */
export function signalTurn(): number {
  return isOn ? ring() : 0
}

/** What a part of the page says of itself: which of its pieces are seen. */
export type Say = (state: string) => void

/**
 * Offers sound, and messages while the page is closed, on `[data-signals]`; see ui/Signals.tsx for the markup. Its
 * pieces name the states in which they are seen (`data-when`). Without script the part stays hidden.
 */
export function offerSignals(document: Document): void {
  for (const part of Array.from(document.querySelectorAll<HTMLElement>('[data-signals]'))) {
    const states = new Map<string, string>()
    const sayOf = (topic: string) => (state: string) => {
      states.set(topic, `${topic}-${state}`)
      const now = Array.from(states.values())
      for (const piece of Array.from(part.querySelectorAll<HTMLElement>('[data-when]')))
        piece.hidden = !(piece.dataset.when ?? '').split(' ').some((each) => now.includes(each))
    }
    const onPress = (action: string, act: () => void) => {
      for (const button of Array.from(part.querySelectorAll(`[data-action="${action}"]`)))
        button.addEventListener('click', act)
    }
    if (!part.hasAttribute('data-over')) part.hidden = false
    offerSound(sayOf('sound'), onPress)
    followPush(part, sayOf('push'), onPress)
  }
}

type OnPress = (action: string, act: () => void) => void

function offerSound(say: Say, onPress: OnPress): void {
  const isWanted = sessionStorage.getItem(WANTED) === 'yes'
  const show = () => {
    const isRunning = isOn && pageAudio()?.state === 'running'
    say(isRunning ? 'on' : isOn ? 'lost' : 'off')
  }
  const turn = async (on: boolean) => {
    isOn = on
    sessionStorage.setItem(WANTED, on ? 'yes' : 'no')
    if (on) await pageAudio()?.resume()
    if (on) ring()
    show()
  }
  isOn = isWanted
  show()
  // A page that loaded itself anew may sound at once in some browsers; in others the first touch lets it.
  const again = () => {
    const output = isOn ? pageAudio() : undefined
    if (output && output.state !== 'running') void output.resume().then(show)
  }
  again()
  addEventListener('pointerdown', again)
  addEventListener('keydown', again)
  onPress('sound-on', () => void turn(true))
  onPress('sound-off', () => void turn(false))
}
