/** What a clerk can do at a counter with the person there, or to get one. */
export type DeskAction = 'next' | 'again' | 'start' | 'missed' | 'withdraw' | 'finish' | 'finishAndNext'

/** How it stands at the counter. */
export type DeskState = 'idle' | 'called' | 'serving'

/** How a matter ended, in the order of the keys 1, 2, 3. */
export const OUTCOMES = ['done', 'partly', 'not_possible'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One action with its key. `main` is the usual next step. */
export type DeskKey = { readonly action: DeskAction; readonly key: string; readonly main?: boolean }

// Every key stands in one state only. So a key pressed twice finds a state in which it means nothing, and what is
// done is never done twice. No key is shared with a screen reader's reading of buttons (Enter, Space).
const KEYS: Readonly<Record<DeskState, readonly DeskKey[]>> = {
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
  ],
}

/** The actions that are possible now, the usual one first. */
export function deskKeys(state: DeskState): readonly DeskKey[] {
  return KEYS[state]
}

/** Every action with its key, for the help. */
export const ALL_DESK_KEYS: readonly DeskKey[] = [...KEYS.idle, ...KEYS.called, ...KEYS.serving]

/** What a pressed key does now; undefined if nothing. */
export function deskActionOf(state: DeskState, pressed: string): DeskAction | undefined {
  return KEYS[state].find(({ key }) => key.toLowerCase() === pressed.toLowerCase())?.action
}

/** The outcome that a key chooses once "finish" is open: 1, 2, 3. */
export function outcomeOf(pressed: string): Outcome | undefined {
  return OUTCOMES[Number(pressed) - 1]
}

/** How it stands, from the visit at the counter. */
export function deskState(visit: { readonly state: string } | null): DeskState {
  if (!visit) return 'idle'
  return visit.state === 'serving' ? 'serving' : 'called'
}
