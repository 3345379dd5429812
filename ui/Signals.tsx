import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Section } from './Section.tsx'
import { Text } from './Text.tsx'

/** What a script needs to offer messages while the page is closed; the server makes it (apps/enhance/push.ts). */
export type PushTerms = {
  /** Where the phone asks to be told. */
  readonly address: string
  /** The worker of this page; it serves the folder in which it lies. */
  readonly worker: string
  /** The key that the phone is given, and its month. */
  readonly key: string
  readonly month: string
  /** Today, so that what other days left behind goes. */
  readonly day: string
}

/** The words of all pieces; each is seen in the state that it is named after. */
export type SignalWords = {
  readonly title: string
  readonly soundOff: string
  readonly soundLost: string
  readonly soundOn: string
  readonly soundStop: string
  readonly pushOff: string
  readonly pushHint: string
  readonly pushOn: string
  readonly pushStop: string
  readonly pushDenied: string
  readonly pushHome: string
  readonly pushNone: string
  readonly pushFailed: string
}

/**
 * Offers a sound while the page is open, and messages while it is closed. Hidden until a script finds out what this
 * browser can do, and says honestly what it cannot. Without `push` the sound alone; `over` only tidies up.
 */
export function Signals(props: {
  readonly words: SignalWords
  readonly language: string
  readonly push?: PushTerms | undefined
  readonly over?: boolean
  /** On the page of a visit to come there is no call that could sound. */
  readonly silent?: boolean
}) {
  const { words, push } = props
  const terms = push && {
    'data-signals': push.address,
    'data-worker': push.worker,
    'data-key': push.key,
    'data-month': push.month,
    'data-day': push.day,
    'data-language': props.language,
  }
  if (props.over) return push ? <div hidden data-over="" {...terms} /> : null
  return (
    <div hidden data-signals="" {...terms}>
      <Section title={words.title}>
        <div role="status" className="dran-signals">
          {!props.silent && (
            <When states="sound-on">
              <Text>{words.soundOn}</Text>
            </When>
          )}
          <When states="push-on">
            <Text>{words.pushOn}</Text>
          </When>
          <When states="push-denied">
            <Text>{words.pushDenied}</Text>
          </When>
          <When states="push-home">
            <Text>{words.pushHome}</Text>
          </When>
          <When states="push-none">
            <Text>{words.pushNone}</Text>
          </When>
          <When states="push-failed">
            <Text>{words.pushFailed}</Text>
          </When>
        </div>
        <When states="push-off push-failed">
          <Text>{words.pushHint}</Text>
        </When>
        <div className="kern-btn-wrapper dran-buttons">
          <Press states="push-off push-failed" action="push-on" text={words.pushOff} />
          <Press states="push-on" action="push-off" text={words.pushStop} />
          {!props.silent && (
            <>
              <Press states="sound-off" action="sound-on" text={words.soundOff} />
              <Press states="sound-lost" action="sound-on" text={words.soundLost} />
              <Press states="sound-on" action="sound-off" text={words.soundStop} />
            </>
          )}
        </div>
      </Section>
    </div>
  )
}

function When({ states, children }: { readonly states: string; readonly children: ReactNode }) {
  return (
    <div data-when={states} hidden>
      {children}
    </div>
  )
}

function Press({ states, action, text }: Readonly<Record<'states' | 'action' | 'text', string>>) {
  return (
    <When states={states}>
      <Button type="button" variant="secondary" action={action}>
        {text}
      </Button>
    </When>
  )
}
