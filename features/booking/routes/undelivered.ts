import { listSites } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import {
  checkedPapers,
  findUndelivered,
  findUndeliveredWish,
  listUndelivered,
  listUndeliveredWishes,
  mattersOfWish,
  noteCall,
  sendAgain,
  type UndeliveredWish,
} from '#features/message/actions.ts'
import { type CallFacts, type CallState, callOrder } from '#features/message/model/call.ts'
import { type UndeliveredState, whyUndelivered } from '#features/message/model/undelivered.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { noteCallRoute, sendAgainRoute, undeliveredRoute } from '../contract/undelivered.ts'
import { bookers, mayChange, siteOf } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { callerName } from './present.ts'
import { placeInWords, presentCall, sayIn, sayOfVisit } from './say.ts'

/** Messages that did not arrive: whose they are, why, and what is done about it. */
export function registerUndeliveredRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: BookingDeps,
): void {
  bindRoute(app, undeliveredRoute, {
    policy: bookers,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) =>
        ok({
          messages: await present(tx, siteOf(caller)),
          wishes: siteOf(caller) === null ? await presentWishes(tx) : [],
        }),
      ),
  })

  bindRoute(app, sendAgainRoute, {
    policy: bookers,
    handler: ({ authority, params, caller, idempotencyKey: key }) => {
      const command = { key, kind: sendAgainRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const message = asId<'message'>(params.message)
        const refused = await mayNot(tx, caller, message)
        if (refused) return refused
        const sent = await sendAgain(tx, links, message)
        return sent.ok ? ok(undefined) : sent
      })
    },
  })

  bindRoute(app, noteCallRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey: key }) => {
      const command = { key, kind: noteCallRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const message = asId<'message'>(params.message)
        const refused = await mayNot(tx, caller, message)
        if (refused) return refused
        const noted = await noteCall(tx, message, body.outcome)
        return noted.ok ? ok(undefined) : noted
      })
    },
  })
}

/** Why a caller may do nothing with a message: it is of another site than theirs, or not on the list. */
async function mayNot(tx: Tx, caller: Caller, id: Id<'message'>) {
  const found = await findUndelivered(tx, id)
  // A wish is for many sites.
  if (!found && (await findUndeliveredWish(tx, id)))
    return siteOf(caller) === null ? undefined : fail('forbidden')
  if (!found) return fail('not_undelivered')
  return mayChange(caller, found.siteId) ? undefined : fail('forbidden')
}

async function present(tx: Tx, siteId: Id<'site'> | null) {
  const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  const messages = await listUndelivered(tx, siteId)
  const matters = await mattersOf(tx, [...new Set(messages.map(({ visitId }) => visitId))])
  const services = await findServicesById(tx, [
    ...new Set([...matters.values()].flat().map(({ serviceId }) => serviceId)),
  ])
  const keys = new Map(services.map(({ id, key }) => [id, key]))
  const calls = []
  for (const message of messages) {
    const visit = (await loadVisit(tx, message.visitId)) ?? impossible('a message about no visit')
    const appointmentAt = visit.appointmentAt ?? impossible('a booking without a time')
    calls.push({ ...message, visit, appointmentAt })
  }
  const shown = []
  for (const { id, visitId, kind, channel, appointmentAt, visit, ...message } of callOrder(calls, tx.now)) {
    const contact = await contactOf(tx, visitId)
    shown.push({
      message: id,
      visit: visitId,
      kind,
      channel,
      ...presentMessage(message, tx.now),
      language: visit.language,
      say: await sayOfVisit(tx, kind, { ...visit, appointmentAt }, async (language) => ({
        ...(kind === 'papers_checked' ? await wantedPapers(tx, visit, language) : { papers: [] }),
      })),
      name: contact?.name ?? null,
      phone: contact?.phone ?? contact?.mobile ?? null,
      mobile: contact?.mobile ?? null,
      email: contact?.email ?? null,
      bookingNumber: visit.bookingNumber ?? '',
      services: (matters.get(visitId) ?? []).flatMap(({ serviceId }) => keys.get(serviceId) ?? []),
      site: sites.get(message.siteId) ?? message.siteId,
      appointmentAt: isoInstant(appointmentAt),
    })
  }
  return shown
}

function presentMessage(
  message: CallState & {
    readonly state: UndeliveredState
    readonly failure: string
    readonly attemptedAt: Instant | null
  },
  now: Instant,
) {
  const { state, failure, attemptedAt } = message
  return {
    why: whyUndelivered(state, failure),
    attemptedAt: attemptedAt && isoInstant(attemptedAt),
    ...presentCall(message, now),
  }
}

async function wantedPapers(
  tx: Tx,
  visit: Visit,
  language: Language,
): Promise<Pick<CallFacts, 'papers' | 'nothingCame'>> {
  const { papers, nothingCame } = await checkedPapers(tx, visit, language)
  return {
    papers: papers.flatMap(({ title, words }) => (words === '' ? [] : [`${title}: ${words}`])),
    nothingCame,
  }
}

/** What is offered, where, and until when, in words. */
async function offerInWords(
  tx: Tx,
  { siteId, startsAt, until }: NonNullable<UndeliveredWish['offer']>,
  language: Language,
) {
  const place = await placeInWords(tx, siteId, startsAt, language)
  return { ...place, until: (await placeInWords(tx, siteId, until, language)).when }
}

async function presentWishes(tx: Tx) {
  const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  const shown = []
  for (const each of await listUndeliveredWishes(tx)) {
    const { id, wishId, kind, channel, language, contact, offer, ...message } = each
    const matters = await mattersOfWish(tx, wishId)
    const services = await findServicesById(
      tx,
      matters.map(({ serviceId }) => serviceId),
    )
    shown.push({
      message: id,
      wish: wishId,
      kind,
      channel,
      offer: offer && {
        site: sites.get(offer.siteId) ?? offer.siteId,
        startsAt: isoInstant(offer.startsAt),
        until: isoInstant(offer.until),
      },
      ...presentMessage(message, tx.now),
      language,
      say: await sayIn(tx, async (inLanguage) => ({
        kind,
        ...(offer ? await offerInWords(tx, offer, inLanguage) : { when: '', place: '' }),
        papers: [],
      })),
      name: contact?.name ?? null,
      phone: contact?.phone ?? contact?.mobile ?? null,
      email: contact?.email ?? null,
      services: services.map(({ key }) => key),
    })
  }
  return shown
}
