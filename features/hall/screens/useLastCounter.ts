/**
 * The counter of a site at which somebody sat last in this browser, and how it is remembered: whoever comes back finds it
 * proposed. A counter's id, and nothing of the person.
 */
export function useLastCounter(site: string): [string | null, (counter: string) => void] {
  const stored = `dran.console.counter.${site}`
  return [localStorage.getItem(stored), (counter) => localStorage.setItem(stored, counter)]
}
