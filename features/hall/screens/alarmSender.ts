/** How it stands with a call for help on its way out. */
export type AlarmSending = 'idle' | 'sending' | 'unsent' | 'refused'

/** What became of one try. */
export type AlarmTry = 'sent' | 'unanswered' | 'refused'

/** A press that has not gone out yet: at which counter, and the key under which the server knows it. */
export type PendingAlarm = { readonly counter: string; readonly key: string }

export type AlarmSenderParts = {
  readonly send: (pending: PendingAlarm) => Promise<AlarmTry>
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>
  readonly newKey: () => string
  /** Keeps the press over a reload of the page; null forgets it. */
  readonly keep: (pending: PendingAlarm | null) => void
  readonly onState: (state: AlarmSending) => void
}

/** Between two tries (milliseconds). */
const AGAIN = 1_500

/** Sends presses of the alarm. */
export type AlarmSender = {
  /** Calls for help at a counter; while a press is on its way, another one is the same. */
  readonly press: (counter: string) => Promise<void>
  /** Goes on with a press that was kept. */
  readonly resume: (pending: PendingAlarm) => Promise<void>
  /** No further try: the page goes. What was kept stays kept. */
  readonly stop: () => void
}

/**
 * Sends a press until the server has it, however long it is gone, always under the same key so that it counts once.
 * Until then it says that help has not been called.
 */
export function makeAlarmSender({ send, wait, newKey, keep, onState }: AlarmSenderParts): AlarmSender {
  let pending: PendingAlarm | undefined
  let isStopped = false

  async function go(now: PendingAlarm): Promise<void> {
    if (pending) return
    pending = now
    keep(now)
    onState('sending')
    for (;;) {
      const answer = await send(now)
      if (isStopped) return
      if (answer !== 'unanswered') {
        pending = undefined
        keep(null)
        onState(answer === 'sent' ? 'idle' : 'refused')
        return
      }
      onState('unsent')
      await wait(AGAIN)
      if (isStopped) return
    }
  }

  return {
    press: (counter) => go({ counter, key: newKey() }),
    resume: go,
    stop() {
      isStopped = true
    },
  }
}
