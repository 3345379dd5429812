import { createHash, timingSafeEqual } from 'node:crypto'

/** Are two secrets equal? Takes the same time wherever they differ, also when their lengths do. */
export function constantTimeEquals(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
