/** So many wrong codes cost nothing: fingers slip, and the next person does not pay for the one before. */
const FREE = 5
/** The pause after the first wrong code beyond; each further one doubles it. Seconds. */
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 300
/** After so long without a wrong code all are forgotten. Seconds. */
const FORGOTTEN_AFTER = 900
/** Devices that are remembered; the one that was wrong longest ago is forgotten first. */
const CAPACITY = 10_000

/** How long a device pauses after so many wrong codes, in seconds. */
export function pauseAfter(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(wrong - FREE, 10))
}

/** May a device try a code? `right` takes back that it was counted, for a code that was one. */
export type CodeTry =
  | { readonly allowed: true; readonly right: () => void }
  | { readonly allowed: false; readonly seconds: number }

/** Counts the wrong codes of each device at each site. */
export type CodeTries = (device: string) => CodeTry

/**
 * Slows down whoever tries codes, in this process. Each try counts as wrong until it turns out to be right, so that many
 * at once are no way round. `monotonic` gives milliseconds that never go back.
 */
export function countCodeTries(monotonic: () => number): CodeTries {
  const devices = new Map<string, { wrong: number; at: number }>()
  return (device) => {
    const now = monotonic() / 1000
    const known = devices.get(device)
    const before = known && now - known.at < FORGOTTEN_AFTER ? known : { wrong: 0, at: now }
    const left = before.at + pauseAfter(before.wrong) - now
    if (left > 0) return { allowed: false, seconds: Math.ceil(left) }
    const tried = { wrong: before.wrong + 1, at: now }
    devices.delete(device)
    devices.set(device, tried)
    if (devices.size > CAPACITY) devices.delete(devices.keys().next().value ?? '')
    const right = () => {
      tried.wrong = Math.max(0, tried.wrong - 1)
      tried.at = before.at
    }
    return { allowed: true, right }
  }
}
