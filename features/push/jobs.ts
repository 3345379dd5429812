import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { type HallView, type HallWatch, TURN_TOPIC } from '#features/hall/actions.ts'
import { type Carrier, isAboutVisit, newsUntil, shortText } from '#features/message/model.ts'
import { allMobiles } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { startLines } from '#platform/events/lines.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import type { Log } from '#platform/log/log.ts'
import type { PushKeys } from '#platform/push/keys.ts'
import type { PushOutcome, PushSender } from '#platform/push/sender.ts'
import {
  allFollowers,
  deleteFollowers,
  endTry,
  notePushes,
  noteTurnSms,
  phonesOf,
  type ToSend,
  takePushes,
} from './actions.ts'
import { KEPT_SECONDS, nextTry } from './model.ts'

/** What sending pushes needs. */
export type PushDeps = {
  readonly database: Database
  readonly log: Log
  readonly sender: PushSender
  /** The installation's keys for an authority and a month. */
  readonly keys: (authority: Authority, month: string) => PushKeys
}

/** Messages that are under way at the same time. */
const AT_ONCE = 10
/** Messages of one phone that it has not got yet: the newest is the true one. */
const TOPIC = 'turn'

/**
 * Hands over what is due until nothing is left; how many were accepted. A message is claimed and committed before its
 * push service hears of it. A sender that dies in between leaves it claimed, and it is tried again with the same id, by
 * which the phone knows it: unlike a second mail, a second handing over is seen by nobody.
 */
export async function sendDuePushes(deps: PushDeps, authority: Authority): Promise<number> {
  let accepted = 0
  for (;;) {
    const taken = await deps.database.withAuthority(authority, (tx) => takePushes(tx, AT_ONCE))
    const outcomes = await Promise.all(taken.map((each) => handOver(deps, authority, each)))
    accepted += outcomes.filter((outcome) => outcome === 'accepted').length
    if (taken.length < AT_ONCE) return accepted
  }
}

async function handOver(
  deps: PushDeps,
  authority: Authority,
  { claimed, text, contact }: ToSend,
): Promise<PushOutcome['kind'] | 'untrue'> {
  const { database, log, sender, keys } = deps
  if (!text) {
    await database.withAuthority(authority, (tx) => endTry(tx, claimed.id, { state: 'dropped' }))
    return 'untrue'
  }
  const outcome = await sender.send(claimed, {
    text: JSON.stringify(text),
    keepSeconds: KEPT_SECONDS[claimed.kind],
    topic: TOPIC,
    keys: keys(authority, claimed.keyMonth),
    contact,
  })
  const status = outcome.kind === 'accepted' ? undefined : outcome.status
  const line = {
    authority: authority.key,
    push: claimed.id,
    kind: claimed.kind,
    outcome: outcome.kind,
    status,
  }
  if (outcome.kind === 'refused') log.warn(line, 'a push service refused a message')
  else log.info(line, 'push handed over or not')
  await database.withAuthority(authority, async (tx) => {
    if (outcome.kind === 'gone') return deleteFollowers(tx, [claimed.subscriptionId])
    if (outcome.kind === 'accepted') return endTry(tx, claimed.id, { state: 'sent' })
    const dueAt =
      outcome.kind === 'postponed' ? nextTry(claimed.attempts, outcome.seconds, tx.now) : undefined
    await endTry(tx, claimed.id, dueAt === undefined ? { state: 'dropped' } : { state: 'due', dueAt })
  })
  return outcome.kind
}

/** What of a reminder has not reached a phone that is off, an older one takes the place of. */
const REMINDER_TOPIC = 'reminder'
/** Push services keep nothing for longer than four weeks; a reminder says nothing after a day. Seconds. */
const REMINDER_KEPT = 86_400

/**
 * The phones of a visit as a carrier of the outbox. The id of a message is the same at each try, and a phone shows it once
 * aloud: so one that may have come is tried again, which no mail and no SMS is.
 */
export function pushCarrier(deps: PushDeps, authority: Authority): Carrier {
  return {
    connect: async () =>
      ok({
        async hand(message, facts, beforeLast) {
          const { visitId } = message
          const short = isAboutVisit(facts) ? shortText(facts) : undefined
          if (!short || visitId === null || !isAboutVisit(facts)) return notSent('no_text')
          const phones = await deps.database.withAuthority(authority, (tx) => phonesOf(tx, visitId))
          if (phones.length === 0) return notSent('no_phone')
          if (!(await beforeLast())) return { outcome: 'postponed', failure: 'push given up' }
          const { news: title, place, ask, page } = short
          const body = [place, ask].filter((part) => part !== '').join(' ')
          const left = Math.floor((newsUntil(facts) - facts.now) / 1_000)
          const outcomes = await Promise.all(
            phones.map(async ({ id, ...phone }) => {
              const outcome = await deps.sender.send(phone, {
                text: JSON.stringify({ id: message.id, title, body, language: facts.language, page }),
                keepSeconds: Math.min(Math.max(left, 60), REMINDER_KEPT),
                topic: REMINDER_TOPIC,
                keys: deps.keys(authority, phone.keyMonth),
                contact: `mailto:${facts.city.senderAddress}`,
              })
              if (outcome.kind === 'gone')
                await deps.database.withAuthority(authority, (tx) => deleteFollowers(tx, [id]))
              return outcome
            }),
          )
          if (outcomes.some(({ kind }) => kind === 'accepted')) return { outcome: 'accepted' }
          if (outcomes.some(({ kind }) => kind === 'postponed'))
            return { outcome: 'postponed', failure: 'push postponed' }
          return notSent(outcomes.every(({ kind }) => kind === 'gone') ? 'no_phone' : 'push refused')
        },
        isReady: async () => true,
        release: () => undefined,
      }),
  }
}

function notSent(failure: string) {
  return { outcome: 'not_sent', failure } as const
}

/** Pushes at work. */
export type Pusher = { stop(): Promise<void> }

type PusherDeps = Pick<PushDeps, 'database' | 'log'> & {
  /** Without it people are told by SMS alone. */
  readonly push?: Pick<PushDeps, 'sender' | 'keys'> | undefined
  readonly hallWatch: HallWatch
  readonly wakeUps: WakeUps
  readonly authorities: () => readonly Authority[]
}

/**
 * Tells people of all authorities of their turn who asked for it, by a phone's push or by SMS: follows each hall in which
 * somebody is told, beside the requests that change it, and looks once a second for what falls due by time. Any number of
 * nodes may run it.
 */
export function startPusher(deps: PusherDeps): Pusher {
  return startLines(deps.authorities, (key) => startLine(deps, key))
}

type Followed = { view: HallView | undefined; stop(): void }

/** Who is told in one authority; a look never begins before the last one has ended. */
function startLine(deps: PusherDeps, key: string): Pusher {
  const { database, hallWatch, wakeUps, log, push } = deps
  const topic = { authority: key, topic: TURN_TOPIC }
  const halls = new Map<Id<'site'>, Followed>()
  let looking: Promise<void> = Promise.resolve()

  const follow = (authority: Authority, site: Site) => {
    const hall: Followed = { view: undefined, stop: () => undefined }
    halls.set(site.id, hall)
    const following = hallWatch.follow(authority, site, (view) => {
      hall.view = view
      wakeUps.lookNow(topic)
    })
    hall.stop = following.stop
  }

  const look = async () => {
    // Read anew each time: a demo clock jumps.
    const authority = deps.authorities().find((each) => each.key === key)
    if (!authority) return
    const { phones, wanted, sites } = await database.withAuthority(authority, async (tx) => {
      const phones = Map.groupBy(push ? await allFollowers(tx) : [], ({ siteId }) => siteId)
      const mobiles = Map.groupBy(await allMobiles(tx), ({ siteId }) => siteId)
      const wanted = new Set([...phones.keys(), ...mobiles.keys()])
      for (const siteId of wanted) {
        const view = halls.get(siteId)?.view
        if (!view) continue
        await notePushes(tx, view, phones.get(siteId) ?? [])
        await noteTurnSms(tx, view, mobiles.get(siteId) ?? [])
      }
      return { phones, wanted, sites: await listSites(tx) }
    })
    for (const [siteId, hall] of halls) {
      if (wanted.has(siteId)) continue
      hall.stop()
      halls.delete(siteId)
    }
    for (const site of sites) if (wanted.has(site.id) && !halls.has(site.id)) follow(authority, site)
    if (push && phones.size > 0) await sendDuePushes({ database, log, ...push }, authority)
  }

  const watcher = wakeUps.watch(topic, () => {
    looking = look().catch((error: unknown) => {
      log.error({ authority: key, error }, 'telling phones stopped')
    })
    return looking
  })
  return {
    async stop() {
      watcher.stop()
      for (const hall of halls.values()) hall.stop()
      await looking
    },
  }
}
