import { DAY, type Instant, plus } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'

/**
 * What is said when a real authority's data have stood in the trial database for more than a day, line by line: until
 * then it may be tried out there. Nothing when there are none.
 */
export function trialWarning(
  authorities: readonly Pick<Authority, 'key' | 'demo' | 'createdAt'>[],
  now: Instant,
): readonly string[] {
  const aDayAgo = plus(now, -DAY)
  const real = authorities.filter((authority) => !authority.demo && authority.createdAt < aDayAgo)
  if (real.length === 0) return []
  return [
    `The data of ${real.map(({ key }) => key).join(', ')} have stood in the trial database for over a day.`,
    'It is for trial, demo and tests; for real work give DATABASE_URL (docs/operations.md).',
  ]
}
