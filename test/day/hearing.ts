import { PATIENCE } from './browsing.ts'

/** What a page tells the test, one after the other; whoever waits for something hears it at once. */
export type Heard<Item> = {
  readonly all: readonly Item[]
  tell(item: Item): void
  /** Resolves with the first for which this is true, counted from the n-th on; throws when it does not come. */
  until(wanted: (item: Item) => boolean, from?: number): Promise<Item>
}

export function openHeard<Item>(what: string): Heard<Item> {
  const all: Item[] = []
  const waiting = new Set<() => void>()
  return {
    all,
    tell(item) {
      all.push(item)
      for (const look of waiting) look()
    },
    until: (wanted, from = 0) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = all.slice(from).find(wanted)
          if (found === undefined) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`${what}: it did not come`))
        }, PATIENCE)
        waiting.add(look)
        look()
      }),
  }
}
