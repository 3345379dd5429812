import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import {
  type HallWatch,
  hallOf,
  noteIntakeToday,
  overridesAt,
  type Promises,
} from '#features/hall/actions.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'
import { happenedBefore, happenedToday, noteTold, seeDay, seeSite, usualDraws } from '../actions.ts'
import { countersThen } from '../model/cause.ts'
import type { SiteSeen } from '../model/seen.ts'
import { within } from './builtOnce.ts'
import {
  type Kept,
  type Looked,
  lookedFrom,
  newKept,
  noteShown,
  noteWritten,
  presentIn,
  takeShown,
  timesFrom,
  toldOf,
} from './kept.ts'
import { openThread } from './thread.ts'

/** A hall that somebody follows is looked at again after so long, and after a change so soon. Milliseconds. */
const AGAIN_AFTER = 15_000
const CHANGED_AFTER = 2_000
/** A hall that nobody follows is looked at for whoever asks, so often at most. Milliseconds. */
const ASKED_AFTER = 3_000
/** And every 15 seconds for so long after somebody asked, so that its kiosk never decides by what is old. Milliseconds. */
const ASKED_FOR = 5 * 60_000
/** What happened today is read again so often. Milliseconds. */
const LEARN_EVERY = 60_000
/** A look that is older says nothing any more. Milliseconds. */
const TOO_OLD = 60_000
/** The rest of a day is looked at again so long after somebody asked, and says nothing after so long. Milliseconds. */
const DAY_AGAIN_AFTER = 60_000
const DAY_TOO_OLD = 180_000
/** Today's free times are looked at again so long after, and say nothing after so long. Milliseconds; booking is told for two minutes. */
const TIMES_AGAIN_AFTER = 45_000
const TIMES_TOO_OLD = 120_000
/** A page waits so long for the first look, and goes without it then. Milliseconds. */
const PATIENCE = 400
/** Nobody asked for so long: what is known of the site is forgotten. Milliseconds. */
const FORGOTTEN_AFTER = 30 * 60_000

type PromisesDeps = {
  readonly database: Database
  readonly hallWatch: HallWatch
  /** The present entry of the directory, because a demo clock can move. */
  readonly authorityNow: (key: string) => Authority | undefined
  readonly onError: (error: unknown) => void
}

/** Promises at work. */
export type RunningPromises = Promises & { stop(): Promise<void> }

/**
 * Looks ahead for the sites that somebody asks for, in a thread of its own. A hall that is followed is looked at every
 * 15 seconds and soon after each change; others when somebody asks, and every 15 seconds for some minutes after that.
 * Any number of nodes may run it.
 */
export function startPromises(deps: PromisesDeps): RunningPromises {
  const { database, hallWatch, authorityNow, onError } = deps
  const thread = openThread()
  const sites = new Map<string, Kept>()
  const running = new Set<Promise<void>>()
  let stopped = false
  let timesOfAnother: Promise<void> = Promise.resolve()

  const keyOf = (authority: Authority, site: Site) => `${authority.key} ${site.id}`

  function kept(authority: Authority, site: Site): Kept {
    const key = keyOf(authority, site)
    const known = sites.get(key) ?? newKept(authority.key, site)
    sites.set(key, known)
    // Its hours and its name may have changed since it was asked for last.
    known.site = site
    known.askedAt = monotonic()
    return known
  }

  /** One look at a time for each site; who asks meanwhile waits for the same. */
  function look(key: string, site: Kept): Promise<void> {
    site.looking ??= lookNow(key, site)
      .catch((error) => {
        // A look that ends with the server is no failure.
        if (!stopped) onError(error)
      })
      .finally(() => {
        site.looking = undefined
      })
    running.add(site.looking)
    const looking = site.looking
    void looking.finally(() => running.delete(looking))
    return looking
  }

  async function lookNow(key: string, site: Kept): Promise<void> {
    const authority = authorityNow(site.authorityKey)
    if (!authority || stopped) return
    site.changed = false
    const takenAt = monotonic()
    site.triedAt = takenAt
    const generation = thread.generation()
    const found = await database.withAuthority(authority, async (tx) => {
      // Whoever follows asks no more: hours that changed since are seen here.
      site.site = (await listSites(tx)).find(({ id }) => id === site.site.id) ?? site.site
      const view = site.following && site.view ? site.view : await hallOf(tx, site.site)
      const known = site.learned
      const isNew = known?.generation !== generation || known.day !== view.day
      const isOld = isNew || takenAt - known.at > LEARN_EVERY
      const draws = isOld ? await usualDraws(tx, site.site) : known.draws
      const seen = await seeSite(tx, site.site, view, draws)
      if (!seen) return undefined
      const past = {
        ...(isNew ? { before: await happenedBefore(tx, site.site) } : {}),
        ...(isOld ? { today: await happenedToday(tx, site.site) } : {}),
      }
      const learned = isOld ? { generation, day: view.day, at: takenAt, draws } : known
      return { seen, view, learned, past }
    })
    if (stopped) return
    if (found) {
      const { seen, view, past, learned } = found
      const ahead = await thread.look({ site: key, seen, ...past })
      // A thread that has died meanwhile took with it what it had learned.
      site.learned = thread.generation() === generation ? learned : undefined
      const taken = { takenAt, at: seen.now, demoOffset: authority.demoOffset }
      site.looked = lookedFrom(ahead, site.looked, taken, {
        site: seen,
        waiting: seen.waiting,
        present: presentIn(seen),
        counters: countersThen(view),
      })
    } else site.looked = undefined
    for (const listen of [...site.listeners]) tellListener(listen)
    if (found) lookAtTimes(key, site, authority, found.seen)
    await writeDown(authority, site)
  }

  /** Looks ahead to the end of a day, once for all who ask within a minute. */
  function lookAtDay(key: string, site: Kept): void {
    if (stopped || site.dayLooking) return
    const looking = lookAtDayNow(key, site)
      .catch((error) => {
        if (!stopped) onError(error)
      })
      .finally(() => {
        site.dayLooking = undefined
        running.delete(looking)
      })
    site.dayLooking = looking
    running.add(looking)
  }

  async function lookAtDayNow(key: string, site: Kept): Promise<void> {
    // The thread knows a site by its looks.
    if (!site.learned) await look(key, site)
    const authority = authorityNow(site.authorityKey)
    if (!authority || stopped) return
    const taken = { takenAt: monotonic(), demoOffset: authority.demoOffset }
    const seen = await database.withAuthority(authority, async (tx) => {
      const view = site.following && site.view ? site.view : await hallOf(tx, site.site)
      return seeDay(tx, site.site, view, site.learned?.draws ?? (await usualDraws(tx, site.site)))
    })
    if (stopped) return
    site.day = { ...taken, ahead: seen && (await thread.lookAtDay(key, seen)) }
  }

  /**
   * Writes down what people were shown since it was last done, in a transaction of its own that reads nothing: the rows
   * of their visits are held in it. What cannot be written is dropped, and the looks go on.
   */
  async function writeDown(authority: Authority, site: Kept): Promise<void> {
    const shown = takeShown(site)
    if (shown.length === 0) return
    const write = async (tx: Tx) => {
      const tellings = shown.filter(({ at }) => at <= tx.now)
      await noteTold(tx, site.site.id, tellings)
      return tellings
    }
    const written = await database.withAuthority(authority, write).catch(onError)
    noteWritten(site, written ?? [])
  }

  /** Looks at today's free times, one site after the other, so that looks wait for one of these at most. */
  function lookAtTimes(key: string, site: Kept, authority: Authority, seen: SiteSeen): void {
    const { takenAt = Number.NEGATIVE_INFINITY, demoOffset = authority.demoOffset } = site.times ?? {}
    const isYoungEnough = monotonic() - takenAt < TIMES_AGAIN_AFTER && demoOffset === authority.demoOffset
    if (stopped || site.timesLooking || isYoungEnough) return
    const looking = timesOfAnother
      .then(() => lookAtTimesNow(key, site, authority, seen))
      .catch((error) => {
        if (!stopped) onError(error)
      })
      .finally(() => {
        site.timesLooking = undefined
        running.delete(looking)
      })
    site.timesLooking = looking
    timesOfAnother = looking
    running.add(looking)
  }

  async function lookAtTimesNow(
    key: string,
    site: Kept,
    authority: Authority,
    seen: SiteSeen,
  ): Promise<void> {
    if (stopped) return
    const taken = { takenAt: monotonic(), demoOffset: authority.demoOffset }
    const given = timesFrom(await thread.lookAtTimes(key, seen), seen.now)
    if (stopped) return
    const isNothing = given.size === 0 && (site.times?.given.size ?? 0) === 0
    site.times = { ...taken, given }
    const looked: Pick<Promises, 'intake' | 'timesToday'> = {
      intake: () => undefined,
      timesToday: (_, __, service) => given.get(service),
    }
    await database.withAuthority(authority, async (tx) => {
      // What was decided by hand before holds again when what was decided after it has ended.
      if (isNothing && (await overridesAt(tx, site.site)).length === 0) return
      await noteIntakeToday(tx, looked, site.site)
    })
  }

  function tellListener(listen: () => void): void {
    try {
      listen()
    } catch (error) {
      onError(error)
    }
  }

  /** What is still true of a site; undefined where nothing is known. */
  function lookedAt(authority: Authority, site: Site): { looked: Looked; kept: Kept } | undefined {
    const known = sites.get(keyOf(authority, site))
    if (!known?.looked) return undefined
    const { takenAt, demoOffset } = known.looked
    if (monotonic() - takenAt > TOO_OLD || demoOffset !== authority.demoOffset) return undefined
    return { looked: known.looked, kept: known }
  }

  const timer = setInterval(() => {
    const now = monotonic()
    for (const [key, site] of sites) {
      // A site that has nothing to be looked at is asked no more often than another.
      const age = now - site.triedAt
      const isFollowed = site.listeners.size > 0
      const isAsked = isFollowed || now - site.askedAt < ASKED_FOR
      if (isAsked && !site.looking && (age > AGAIN_AFTER || (site.changed && age > CHANGED_AFTER)))
        void look(key, site)
      if (isFollowed || now - site.askedAt < FORGOTTEN_AFTER) continue
      sites.delete(key)
      thread.forget(key)
    }
  }, 1_000)
  timer.unref()

  return {
    told(authority, site, visitId) {
      const found = lookedAt(authority, site)
      if (found) noteShown(found.kept, visitId)
      return found?.looked.people.get(visitId)
    },
    foreseen: (authority, site, visitId) => lookedAt(authority, site)?.looked.people.get(visitId),
    outlook(authority, site, services, inMinutes = 0) {
      const found = lookedAt(authority, site)
      return found && toldOf(found.looked, services, inMinutes)
    },
    day(authority, site) {
      const asked = kept(authority, site)
      const age = monotonic() - (asked.day?.takenAt ?? Number.NEGATIVE_INFINITY)
      const isOfClock = asked.day?.demoOffset === authority.demoOffset
      if (age > DAY_AGAIN_AFTER || !isOfClock) lookAtDay(keyOf(authority, site), asked)
      return isOfClock && age <= DAY_TOO_OLD ? asked.day?.ahead : undefined
    },
    intake: (authority, site, service) => lookedAt(authority, site)?.looked.intake.get(service),
    timesToday(authority, site, service) {
      const times = sites.get(keyOf(authority, site))?.times
      const holds = times?.demoOffset === authority.demoOffset && monotonic() - times.takenAt < TIMES_TOO_OLD
      return holds ? times.given.get(service) : undefined
    },
    async timesLooked(authority, site, patience = PATIENCE) {
      const looking = sites.get(keyOf(authority, site))?.timesLooking
      if (looking) await within(looking, patience)
    },
    async look(authority, site, patience = PATIENCE) {
      const asked = kept(authority, site)
      const isKnown = lookedAt(authority, site) !== undefined
      if (stopped || (isKnown && (asked.listeners.size > 0 || isYoung(asked)))) return isKnown
      const looked = look(keyOf(authority, site), asked).then(() => true)
      return (await within(looked, patience)) ?? false
    },
    follow(authority, site, listen) {
      const asked = kept(authority, site)
      const key = keyOf(authority, site)
      asked.listeners.add(listen)
      asked.following ??= hallWatch.follow(authority, site, (view) => {
        // Every view is news: that a counter opened or closed stands in no journal.
        const isFirst = asked.view === undefined
        asked.changed ||= !isFirst
        asked.view = view
        if (isFirst && !stopped) void look(key, asked)
      })
      return {
        stop() {
          asked.listeners.delete(listen)
          if (asked.listeners.size > 0) return
          asked.following?.stop()
          asked.following = undefined
          asked.view = undefined
          asked.askedAt = monotonic()
        },
      }
    },
    async stop() {
      if (stopped) return
      stopped = true
      clearInterval(timer)
      for (const { following } of sites.values()) following?.stop()
      await thread.stop()
      await Promise.allSettled(running)
      for (const site of sites.values()) {
        const authority = authorityNow(site.authorityKey)
        if (authority) await writeDown(authority, site)
      }
    },
  }
}

const isYoung = ({ looked }: Kept) => looked !== undefined && monotonic() - looked.takenAt < ASKED_AFTER
