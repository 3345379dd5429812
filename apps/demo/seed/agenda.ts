import { type Instant, instant } from '#kernel/instant.ts'

type Entry<Act> = { readonly at: Instant; readonly order: number; readonly act: Act }

/** What is going to happen, earliest first; at the same moment in the order of entry. */
export type Agenda<Act> = {
  add(at: number, act: Act): void
  /** Takes the earliest entry before a moment. */
  next(before: Instant): { readonly at: Instant; readonly act: Act } | undefined
}

/** An agenda as a binary heap. */
export function createAgenda<Act>(): Agenda<Act> {
  const heap: Entry<Act>[] = []
  let entered = 0
  const earlier = (a: Entry<Act>, b: Entry<Act>) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function lift(entry: Entry<Act>): void {
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (!above || !earlier(entry, above)) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  function sink(entry: Entry<Act>): void {
    let place = 0
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const least = left && right && earlier(right, left) ? right : left
      if (!least || !earlier(least, entry)) break
      heap[place] = least
      place = least === left ? 2 * place + 1 : 2 * place + 2
    }
    heap[place] = entry
  }

  return {
    add(at, act) {
      lift({ at: instant(at), order: entered++, act })
    },
    next(before) {
      const first = heap[0]
      if (!first || first.at >= before) return undefined
      const last = heap.pop()
      if (last && last !== first) sink(last)
      return { at: first.at, act: first.act }
    },
  }
}
