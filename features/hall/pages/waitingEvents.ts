import { createHash } from 'node:crypto'
import { isOver, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindEvents, type EventStream } from '#platform/http/sse.ts'
import type { HallView } from '../actions.ts'
import { type WaitingNews, waitingEventsRoute } from '../contract.ts'
import { isAway, SOON_AHEAD } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import {
  changedParts,
  hasNoCounter,
  type Standing,
  standingIn,
  type WaitingParts,
  waitingParts,
} from './standing.ts'
import { NOTHING_TOLD, noCounterParts, type ToldParts, toldParts } from './toldWords.ts'
import { visitBehind } from './visitBehind.ts'

/**
 * What the page of a watcher shows: the visit's version, the journal number that its sentences hold, and the mark of what
 * it was told of the call, where it heard that from an earlier stream.
 */
export type Shown = { readonly version: number; readonly number: number; readonly told?: string | undefined }

/**
 * Tells one phone what changes for its visit, and nothing else. A change of the visit itself loads the page anew,
 * because another state is another page; while it waits, only the sentences that differ are sent.
 */
export function watchOne(
  visitId: Id<'visit'>,
  language: Language,
  shown: Shown,
  stream: EventStream<WaitingNews>,
  isGone: () => Promise<boolean>,
  toldNow?: (standing: Standing, view: HallView) => ToldParts,
): (view: HallView) => void {
  let before: WaitingParts | undefined
  let toldBefore: ToldParts | undefined
  let isTold = false
  let aheadBefore: number | undefined
  const loadAnew = (view: HallView, state?: Visit['state']) => {
    isTold = true
    const data = { reload: true, ...(state === 'called' ? { signal: 'called' as const } : {}) }
    stream.send({ id: String(view.number), data })
  }
  return (view) => {
    if (isTold) return
    const standing = standingIn(view, visitId)
    if (!standing) {
      isTold = true
      const goOn = () => {
        isTold = false
      }
      isGone().then((gone) => (gone ? loadAnew(view) : goOn()), goOn)
      return
    }
    // Another node's view can be a moment older than the page.
    if (standing.visit.version < shown.version) return
    if (standing.visit.version > shown.version) return loadAnew(view, standing.visit.state)
    if (standing.ahead === null) return
    const away = isAway(standing.visit, view.at)
    const parts = waitingParts(view, standing.ahead, language, away)
    const signal = signalAt(aheadBefore, standing.ahead, away)
    aheadBefore = standing.ahead
    const told = toldNow?.(standing, view)
    const isFirst = before === undefined
    // This node may not have looked yet when a page comes from another one: what it shows stays until it has.
    const isUnknown = isFirst && told === NOTHING_TOLD
    const isHeard = isFirst && told !== undefined && markOf(told) === shown.told
    const isToldAnew = !isUnknown && !isHeard && !isSame(told, toldBefore)
    if (parts === before && !isToldAnew) return
    const isShown = isFirst && view.number === shown.number
    const changed = isShown ? undefined : changedParts(before, parts)
    before = parts
    if (!isUnknown) toldBefore = told
    const news = isToldAnew ? { ...changed, ...told } : changed
    const id = toldBefore ? `${view.number}-${markOf(toldBefore)}` : String(view.number)
    if (news) stream.send({ id, data: { ...news, ...(signal ? { signal } : {}) } })
  }
}

/** Short for what is told, so that a phone that comes back says by the id of its last event what it has heard. */
function markOf({ told, back, cause, longer, backBy }: ToldParts): string {
  return createHash('sha256')
    .update([told, back, cause, longer, backBy].join('\n'))
    .digest('base64url')
    .slice(0, 8)
}

function isSame(one: ToldParts | undefined, other: ToldParts | undefined): boolean {
  if (one === other) return true
  return one !== undefined && other !== undefined && markOf(one) === markOf(other)
}

/** Somebody's turn has come near, or nobody is before them any more while they are away: worth a sound, once. */
function signalAt(before: number | undefined, ahead: number, away: boolean): 'soon' | 'earlier' | undefined {
  const near = away ? 0 : SOON_AHEAD
  if (before === undefined || before <= near || ahead > near) return undefined
  return away ? 'earlier' : 'soon'
}

/** `GET /w/:token/events`: what changes for one visit, until it is over. */
export function bindWaitingEvents(
  app: HallServer,
  { database, links, hallWatch, promises }: HallPagesDeps,
): void {
  const isGone = async (authority: Authority, visit: Visit) => {
    const now = await hallWatch.visit(authority, visit.id)
    return now === undefined || isOver(now.state)
  }

  bindEvents(app, waitingEventsRoute, {
    policy: everyone,
    async open({ params, query, authority, language, lastEventId }, stream) {
      const found = await database.withAuthority(authority, (tx) => visitBehind(tx, links, params.token))
      if (!found) return fail('not_found')
      const { visit, site } = found
      if (isOver(visit.state) && visit.version === query.version) {
        // An end before the stream has begun is answered 204, after which a browser does not come again.
        stream.end()
        return ok(() => undefined)
      }
      // Versions of two visits cannot be compared: the person has gone on to the second of two linked ones.
      if (query.part === 'first' && visit.linked?.second) {
        stream.send({ id: String(query.seen), data: { reload: true } })
        return ok(() => undefined)
      }
      const [number, told] = lastEventId?.split(/-(.*)/) ?? []
      const seen = Math.max(query.seen, Number(number) || 0)
      const shown = { version: query.version, number: seen, told }
      const watch = watchOne(
        visit.id,
        language,
        shown,
        stream,
        () => isGone(authority, visit),
        (standing, view) => {
          const told = promises?.told(authority, site, visit.id)
          if (promises && !told && hasNoCounter(view, standing)) return noCounterParts(language)
          return toldParts(told, site, language, standing.visit, view.at)
        },
      )
      let latest: HallView | undefined
      const following = hallWatch.follow(authority, site, (view) => {
        latest = view
        watch(view)
      })
      const looking = promises?.follow(authority, site, () => latest && watch(latest))
      return ok(() => {
        following.stop()
        looking?.stop()
      })
    },
  })
}
