/** What a clerk can do at a counter with the person there, or to get one. */
export type CounterAction =
  | 'next'
  | 'again'
  | 'start'
  | 'missed'
  | 'withdraw'
  | 'finish'
  | 'finishAndNext'
  | 'bookNext'

/** How it stands at the counter. */
export type CounterState = 'idle' | 'called' | 'serving'

/** How a matter ended, in the order of the keys 1, 2, 3. */
export const OUTCOMES = ['done', 'partly', 'not_possible'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One action with its key. `main` is the usual next step. */
export type CounterKey = { readonly action: CounterAction; readonly key: string; readonly main?: boolean }

// Every key stands in one state only. So a key pressed twice finds a state in which it means nothing, and what is
// done is never done twice. No key is shared with a screen reader's reading of buttons (Enter, Space).
const KEYS: Readonly<Record<CounterState, readonly CounterKey[]>> = {
  idle: [{ action: 'next', key: 'N', main: true }],
  called: [
    { action: 'start', key: 'S', main: true },
    { action: 'again', key: 'A' },
    { action: 'missed', key: 'M' },
    { action: 'withdraw', key: 'W' },
  ],
  serving: [
    { action: 'finishAndNext', key: 'E', main: true },
    { action: 'finish', key: 'F' },
    { action: 'bookNext', key: 'T' },
  ],
}

/** The actions that are possible now, the usual one first. */
export function counterKeys(state: CounterState): readonly CounterKey[] {
  return KEYS[state]
}

/** Every action with its key, for the help. */
export const ALL_COUNTER_KEYS: readonly CounterKey[] = [...KEYS.idle, ...KEYS.called, ...KEYS.serving]

/** What a pressed key does now; undefined if nothing. */
export function counterActionOf(state: CounterState, pressed: string): CounterAction | undefined {
  return KEYS[state].find(({ key }) => key.toLowerCase() === pressed.toLowerCase())?.action
}

/** The outcome that a key chooses once "finish" is open: 1, 2, 3. */
export function outcomeOf(pressed: string): Outcome | undefined {
  return OUTCOMES[Number(pressed) - 1]
}

/** How it stands, from the visit at the counter. */
export function counterState(visit: { readonly state: string } | null): CounterState {
  if (!visit) return 'idle'
  return visit.state === 'serving' ? 'serving' : 'called'
}
