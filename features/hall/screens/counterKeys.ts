/** What a clerk does with one press. */
export const STEPS = [
  'next',
  'again',
  'start',
  'missed',
  'withdraw',
  'left',
  'finishAndNext',
  'pause',
  'resume',
  'undo',
] as const
export type CounterStep = (typeof STEPS)[number]

/** What asks something first, in a panel of its own. */
export const PANELS = ['finish', 'park', 'choose', 'fetch', 'takeOver', 'send', 'matters', 'split'] as const
export type CounterPanel = (typeof PANELS)[number]

/** What a clerk can do at a counter with the person there, or to get one. */
export type CounterAction = CounterStep | CounterPanel | 'bookNext'

/** How it stands at the counter. */
export type CounterState = 'idle' | 'paused' | 'called' | 'serving'

/** How a matter ended, in the order of the keys 1, 2, 3. */
export const OUTCOMES = ['done', 'partly', 'not_possible'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One action with its key. `main` is the usual next step. */
export type CounterKey = { readonly action: CounterAction; readonly key: string; readonly main?: boolean }

// Every key stands in one state only, or leads out of all in which it stands. So a key pressed twice finds a state in
// which it means nothing, and what is done is never done twice. No key is shared with a screen reader's reading of buttons (Enter, Space).
const KEYS: Readonly<Record<CounterState, readonly CounterKey[]>> = {
  idle: [
    { action: 'next', key: 'N', main: true },
    { action: 'choose', key: 'L' },
    { action: 'fetch', key: 'H' },
    { action: 'takeOver', key: 'K' },
    { action: 'pause', key: 'P' },
  ],
  paused: [{ action: 'resume', key: 'R', main: true }],
  called: [
    { action: 'start', key: 'S', main: true },
    { action: 'again', key: 'A' },
    { action: 'missed', key: 'M' },
    { action: 'withdraw', key: 'W' },
    { action: 'left', key: 'V' },
  ],
  serving: [
    { action: 'finishAndNext', key: 'E', main: true },
    { action: 'finish', key: 'F' },
    { action: 'park', key: 'B' },
    { action: 'send', key: 'G' },
    { action: 'matters', key: 'D' },
    { action: 'split', key: 'X' },
    { action: 'bookNext', key: 'T' },
    { action: 'left', key: 'V' },
  ],
}

/** Takes back what was done last, in every state, but once: what was taken back is not taken back again. */
export const UNDO_KEY = 'Z'

/** All papers that are missing were seen, while somebody is called or served; a second press finds none missing. */
export const PAPERS_KEY = 'U'

/** Closes the counter, in every state; refused while somebody is there. */
export const CLOSE_KEY = 'C'

/** Opens the counter that stands first to be opened, or the one that was closed meanwhile. */
export const OPEN_KEY = 'O'

/** The one of the counters to choose from that a key opens: O the one proposed, 1 to 9 the first ones of the list. */
export function counterToOpen(
  counters: readonly string[],
  proposed: string | undefined,
  pressed: string,
): string | undefined {
  if (pressed.toUpperCase() === OPEN_KEY) return proposed
  return /^[1-9]$/.test(pressed) ? counters[Number(pressed) - 1] : undefined
}

/** The actions that are possible now, the usual one first. */
export function counterKeys(state: CounterState): readonly CounterKey[] {
  return KEYS[state]
}

/** Every action with its key, for the help. */
export const ALL_COUNTER_KEYS: readonly CounterKey[] = Object.values(KEYS)
  .flat()
  .filter(({ action }, position, all) => position === all.findIndex((each) => each.action === action))

/** What a pressed key does now; undefined if nothing. */
export function counterActionOf(state: CounterState, pressed: string): CounterAction | undefined {
  return KEYS[state].find(({ key }) => key.toLowerCase() === pressed.toLowerCase())?.action
}

/** The one of a few that a key chooses in an open panel: 1, 2, 3. */
export function choiceOf<Choice>(choices: readonly Choice[], pressed: string): Choice | undefined {
  return choices[Number(pressed) - 1]
}

/** Does this action ask something first? */
export function isPanel(action: CounterAction): action is CounterPanel {
  return PANELS.some((panel) => panel === action)
}

/** How it stands, from the visit at the counter and the break. */
export function counterState(view: {
  readonly visit: { readonly state: string } | null
  readonly pausedAt: string | null
}): CounterState {
  if (!view.visit) return view.pausedAt === null ? 'idle' : 'paused'
  return view.visit.state === 'serving' ? 'serving' : 'called'
}
