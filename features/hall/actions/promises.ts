import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { IntakeSeen, SiteDay, TimesToday, Told } from '../model.ts'

/**
 * What a hall tells of calls to come, from this node's memory: nothing here waits for a simulation. Nothing is told
 * where nothing is known: a closed site, no counter for it, a look that is too old.
 */
export type Promises = {
  /** What somebody who waits is told now; it stays the same object as long as it is told on. */
  told(authority: Authority, site: Site, visitId: Id<'visit'>): Told | undefined
  /** The same for a colleague or a kiosk: nobody knows whether it is told on, so that it counts as told to nobody. */
  foreseen(authority: Authority, site: Site, visitId: Id<'visit'>): Told | undefined
  /** What somebody is told who would draw a number for these services together, now or in a while. */
  outlook(
    authority: Authority,
    site: Site,
    services: readonly Id<'service'>[],
    inMinutes?: number,
  ): Told | undefined
  /**
   * How today goes on at a site: from memory, at most some minutes old; asks for it if it is older than one. Undefined
   * where it is not known yet, or the house is closed and nobody is left.
   */
  day(authority: Authority, site: Site): SiteDay | undefined
  /** Can one more for this service still be served today, and why not? Undefined where nobody knows. */
  intake(authority: Authority, site: Site, service: Id<'service'>): IntakeSeen | undefined
  /** Which times of today may still be booked for this service? Undefined: all that are free, or nobody knows. */
  timesToday(authority: Authority, site: Site, service: Id<'service'>): TimesToday | undefined
  /** Waits for what is being found out of today's times so many milliseconds at most; not inside a transaction. */
  timesLooked(authority: Authority, site: Site, patience?: number): Promise<void>
  /**
   * Looks once if nobody has for a while, and waits for that so many milliseconds at most (a moment that a page may wait,
   * if nothing else is said). Is there a look then? Not inside a transaction.
   */
  look(authority: Authority, site: Site, patience?: number): Promise<boolean>
  /** Looks again and again and calls after each look, until `stop`. */
  follow(authority: Authority, site: Site, listen: () => void): { stop(): void }
}
