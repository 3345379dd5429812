import { findServicesById } from '#features/catalogue/actions.ts'
import { papersInWords } from '#features/catalogue/model.ts'
import { mattersOf, mobileOf } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { PageFrame } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import { couldExchange, leave } from '../actions.ts'
import { mayLeave } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { registerExchange } from './exchange.ts'
import { registerHerePages } from './here.ts'
import { type HouseNow, houseNowOf } from './houseNow.ts'
import { LeavePage, LeftBehindPage } from './LeavePages.tsx'
import { registerOwnSteps } from './ownSteps.ts'
import { hasNoCounter } from './standing.ts'
import { pushTermsOf } from './TurnSignals.tsx'
import { NOTHING_TOLD, noCounterParts, type ToldParts, toldParts } from './toldWords.ts'
import { registerTurnFiles } from './turnFiles.ts'
import {
  type Afterwards,
  afterwardsOf,
  type SentTo,
  type StandingNow,
  sentToOf,
  standingNow,
  type VisitBehind,
  visitBehind,
} from './visitBehind.ts'
import { type ShownMatter, WaitingPage } from './WaitingPage.tsx'
import { bindWaitingEvents } from './waitingEvents.ts'

type Asked = {
  readonly params: { readonly token: string }
  readonly authority: Parameters<HallPagesDeps['database']['withAuthority']>[0]
  readonly language: Language
}

type Found = VisitBehind &
  StandingNow & {
    readonly matters: readonly ShownMatter[]
    readonly afterwards: Afterwards | undefined
    readonly sentTo: SentTo | undefined
    readonly house: HouseNow | undefined
    /** May they take a time instead, and is there one for what they came for? */
    readonly couldExchange: boolean
    /** Is their turn told by SMS, too? */
    readonly tellsBySms: boolean
  }

/** The waiting page on the phone behind a ticket's or a mail's QR code: no name, only the number. */
export function registerWaitingPages(app: HallServer, deps: HallPagesDeps): void {
  const { database, links, hallWatch } = deps

  const read = ({ params, authority, language }: Asked): Promise<Found | undefined> =>
    database.withAuthority(authority, async (tx) => {
      const behind = await visitBehind(tx, links, params.token)
      if (!behind) return undefined
      const matters = await shownMatters(tx, behind.visit, language)
      const afterwards = await afterwardsOf(tx, behind.visit, language)
      const sentTo = await sentToOf(tx, links, behind.visit)
      const now = await standingNow(tx, hallWatch, behind)
      const house = await houseNowOf(tx, behind.site, behind.visit, now)
      const canExchange = await couldExchange(tx, behind.visit)
      const tellsBySms = (await mobileOf(tx, behind.visit.id)) !== undefined && !isOver(behind.visit.state)
      return { ...behind, ...now, matters, afterwards, sentTo, house, couldExchange: canExchange, tellsBySms }
    })

  /** What somebody who waits is told of their call now. */
  async function toldNow(authority: Authority, found: Found, language: Language): Promise<ToldParts> {
    const { visit, site, now } = found
    if (!deps.promises || visit.state !== 'waiting') return NOTHING_TOLD
    await deps.promises.look(authority, site)
    const told = deps.promises.told(authority, site, visit.id)
    if (!told && hasNoCounter(found.view, found.standing)) return noCounterParts(language)
    return toldParts(told, site, language, visit, now)
  }

  /** A page of the visit behind the link; a link that opens nothing gets the neutral page. */
  const ofVisit =
    <Request extends Asked>(show: (request: Request, found: Found) => Promise<PageAnswer>) =>
    async (request: Request): Promise<PageAnswer> => {
      const found = await read(request)
      return found ? show(request, found) : { kind: 'failure', code: 'not_found' }
    }

  bindPage(app, {
    method: 'GET',
    path: '/w/:token',
    policy: everyone,
    handler: ofVisit(async (request, found) => {
      const frame = await deps.frame(request)
      const elsewhere = answerWithoutWaiting(found, frame, request.params.token)
      if (elsewhere) return elsewhere
      const address = `${request.origin}/w/${request.params.token}`
      const { token } = request.params
      const { push, speech } = deps
      const keyOf = (month: string) => push?.keys(request.authority, month).publicKey ?? ''
      const terms = push && pushTermsOf(token, found.visit, keyOf)
      const told = await toldNow(request.authority, found, frame.language)
      const canSpeak = speech !== undefined
      return htmlAnswer(WaitingPage({ ...found, frame, token, address, told, push: terms, canSpeak }))
    }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/leave',
    policy: everyone,
    handler: ofVisit(async (request, found) => {
      if (found.isPast || !mayLeave(found.visit)) return toWaiting(request.params.token, request.language)
      const frame = await deps.frame(request)
      return htmlAnswer(LeavePage({ ...found, frame, token: request.params.token }))
    }),
  })

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/leave',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { params, authority, idempotencyKey } = request
      if (!isLinkToken(params.token)) return { kind: 'failure', code: 'not_found' }
      const command = { key: idempotencyKey, kind: 'hall.leaveOwn', caller: params.token, input: null }
      const left = await runCommand(database, authority, command, async (tx) => {
        const behind = await visitBehind(tx, links, params.token)
        const result = behind && !behind.isPast ? await leave(tx, behind.visit.id) : undefined
        if (!result) return { ok: false, code: 'not_found' } as const
        return result.ok ? ({ ok: true, value: null } as const) : result
      })
      if (left.ok) return toWaiting(params.token, request.language)
      if (left.code === 'not_found') return { kind: 'failure', code: 'not_found' }
      const found = await read(request)
      if (!found || found.isPast) return toWaiting(params.token, request.language)
      const frame = await deps.frame({ ...request, here: `/w/${params.token}` })
      return htmlAnswer(LeavePage({ ...found, frame, token: params.token, failed: true }), 409)
    },
  })

  registerOwnSteps(app, deps)
  registerExchange(app, deps)
  registerHerePages(app, deps)
  registerTurnFiles(app, deps)
  bindWaitingEvents(app, deps)
}

function answerWithoutWaiting(found: VisitBehind, frame: PageFrame, token: string): PageAnswer | undefined {
  // Before arrival the link belongs to the booking's page.
  const isElsewhere = found.visit.kind !== 'on_site'
  const isBooking = ['held', 'booked', 'cancelled', 'expired', 'no_show', 'settled'].includes(
    found.visit.state,
  )
  if (isElsewhere) return { kind: 'redirect', to: `/v/${token}?lang=${frame.language}` }
  if (found.isPast) return htmlAnswer(LeftBehindPage({ frame, day: found.visit.day }), 410)
  if (isBooking) return { kind: 'redirect', to: `/v/${token}?lang=${frame.language}` }
  return undefined
}

/** The matters of a visit in the reader's language. */
async function shownMatters(tx: Tx, { id }: Visit, language: Language): Promise<readonly ShownMatter[]> {
  const matters = (await mattersOf(tx, [id])).get(id) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return matters.map(({ serviceId, reference, outcome, answers }) => {
    const service = services.find(({ id }) => id === serviceId)
    const title = service?.texts.title[language] ?? ''
    const papers = service ? papersInWords(service, answers ?? {}, language) : []
    return { serviceId, title, papers, reference, outcome }
  })
}

function toWaiting(token: string, language: string): PageAnswer {
  return { kind: 'redirect', to: `/w/${token}?lang=${language}` }
}
