/** The latest values of something, in rising order. Mutable; the oldest is forgotten when there are too many. */
export type Latest = {
  /** In rising order; only the first `count` count. */
  readonly sorted: Float64Array
  /** In the order in which they came; a ring. */
  readonly ring: Float64Array
  count: number
  next: number
}

/** Room for so many values. */
export function newLatest(kept: number): Latest {
  return { sorted: new Float64Array(kept), ring: new Float64Array(kept), count: 0, next: 0 }
}

/** Takes a value in. */
export function remember(latest: Latest, value: number): void {
  const { sorted, ring } = latest
  if (latest.count === ring.length) {
    const oldest = placeOf(latest, ring[latest.next] ?? 0)
    sorted.copyWithin(oldest, oldest + 1, latest.count)
    latest.count--
  }
  const at = placeOf(latest, value)
  sorted.copyWithin(at + 1, at, latest.count)
  sorted[at] = value
  latest.count++
  ring[latest.next] = value
  latest.next = (latest.next + 1) % ring.length
}

/** Where a value stands or would stand: before it are only smaller ones. */
function placeOf({ sorted, count }: Latest, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
