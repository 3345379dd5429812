/** What happens beside the usual way: from which call of the day on, each once. */
const BESIDE = {
  choose: [25, 90, 150],
  withdraw: [35, 120],
  reopen: [45, 130],
  addMatter: [55, 110, 170],
  sendOn: [30, 75, 115, 160],
  takeOver: [50, 125],
  takeCalled: [60, 135],
  splitOff: [20, 65, 140],
  letForward: [40, 85, 145],
} as const

/** Does what is due and possible now, each once; tells what came of it. `calls`: so many there have been today. */
export type DoBeside = <T>(
  what: keyof typeof BESIDE,
  calls: number,
  work: () => Promise<T>,
) => Promise<T | undefined>

/** Keeps what has happened on one day. */
export function openBesides(): DoBeside {
  const done = new Map<keyof typeof BESIDE, number>()
  return async (what, calls, work) => {
    const times = done.get(what) ?? 0
    const from = BESIDE[what][times]
    if (from === undefined || calls < from) return undefined
    const came = await work()
    if (came) done.set(what, times + 1)
    return came
  }
}
