import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { WORDS_LIMIT } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { type Instant, isoInstant, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { shownText } from '#kernel/shownText.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand, runShownCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  askForPapers,
  type CheckedMatter,
  type CheckedVisit,
  checkedVisit,
  type DecideRefusal,
  decide,
  lookAhead,
  papersAtCounter,
  queueOf,
  settle,
  type UnsentVisit,
  unsentOf,
  unsentSoon,
} from './actions.ts'
import {
  askForPapersRoute,
  counterPapersRoute,
  precheckDueRoute,
  precheckQueueRoute,
  precheckRoute,
  precheckUnsentRoute,
  settleRoute,
} from './contract.ts'
import { checkers, checksAt } from './policy.ts'

/** What the routes of the pre-check stand on. */
export type PrecheckDeps = { readonly database: Database }

/** The look at papers before the visit. */
export function registerPrecheckRoutes(app: HttpServer<Caller, Authority>, { database }: PrecheckDeps): void {
  bindRoute(app, precheckQueueRoute, {
    policy: checkers,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site) return fail('not_found')
        const queue = await queueOf(tx, site)
        return ok({ visits: queue.map((one) => present(one, tx.now)) })
      }),
  })

  registerSettle(app, { database })
  registerUnsent(app, { database })

  bindRoute(app, counterPapersRoute, {
    policy: checkers,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const here = await papersAtCounter(tx, asId<'visit'>(params.visit))
        if (!here || !checksAt(caller, here.siteId)) return fail('not_found')
        return ok({ matters: here.matters.map(presentMatter), nothingSent: here.nothingSent })
      }),
  })

  bindRoute(app, precheckDueRoute, {
    policy: checkers,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site) return fail('not_found')
        return ok({ ...(await lookAhead(tx, site)), unsent: await unsentSoon(tx, site) })
      }),
  })

  bindRoute(app, precheckRoute, {
    policy: checkers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: precheckRoute.id, caller: callerName(caller), input: [params, body] }
      const visitId = asId<'visit'>(params.visit)
      return runShownCommand(
        database,
        authority,
        command,
        async (tx): Promise<Result<undefined, DecideRefusal | 'not_found'>> => {
          const site = await siteFor(tx, caller, params.site)
          if (!site) return fail('not_found')
          const { version, said, minutes = null, secondMinutes = null, anotherTime = false } = body
          const decided = await decide(tx, site, visitId, {
            version,
            said: said.map(({ answer = null, words = '', came, ...one }) => ({
              ...one,
              came: came === null ? null : parseInstant(came),
              answer,
              words: shownText(words, WORDS_LIMIT) || null,
            })),
            minutes,
            secondMinutes,
            anotherTime,
          })
          return decided.ok ? ok(undefined) : decided
        },
        // Read anew: the names and words of the answer are not kept with the command.
        async (tx) => {
          const site = (await siteFor(tx, caller, params.site)) ?? impossible('a site vanished')
          return present(await checkedVisit(tx, site, visitId), tx.now)
        },
      )
    },
  })
}

function registerSettle(app: HttpServer<Caller, Authority>, { database }: PrecheckDeps): void {
  bindRoute(app, settleRoute, {
    policy: checkers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: settleRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site) return fail('not_found')
        const settled = await settle(tx, site, asId<'visit'>(params.visit), body.version)
        return settled.ok ? ok(undefined) : settled
      })
    },
  })
}

/** Visits that have sent nothing: who they are, and one press that asks them. */
function registerUnsent(app: HttpServer<Caller, Authority>, { database }: PrecheckDeps): void {
  bindRoute(app, precheckUnsentRoute, {
    policy: checkers,
    handler: ({ authority, caller, params, query }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site) return fail('not_found')
        const { visits, more } = await unsentOf(tx, site, query.asked === 'yes')
        return ok({ visits: visits.map((one) => presentUnsent(one, tx.now)), more })
      }),
  })

  bindRoute(app, askForPapersRoute, {
    policy: checkers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: askForPapersRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site) return fail('not_found')
        const asked = body.visits.map(({ visit, version }) => ({ visitId: asId<'visit'>(visit), version }))
        return ok(await askForPapers(tx, site, asked))
      })
    },
  })
}

function presentUnsent(
  { id, version, name, reached, appointmentAt, dueAt, saidAt, needed }: UnsentVisit,
  now: Instant,
): Output<typeof precheckUnsentRoute>['visits'][number] {
  return {
    visit: id,
    version,
    name,
    reached,
    startsAt: isoInstant(appointmentAt),
    dueAt: isoInstant(dueAt),
    late: dueAt <= now,
    askedAt: saidAt && isoInstant(saidAt),
    matters: needed.map(({ service, items }) => ({
      service: service.key,
      papers: service.papers
        .filter(({ de }) => items.includes(de))
        .map(({ de, 'de-simple': simple, en }) => ({ de, 'de-simple': simple, en })),
    })),
  }
}

async function siteFor(tx: Tx, caller: Caller, key: string): Promise<Site | undefined> {
  const site = await findSite(tx, key)
  return site && checksAt(caller, site.id) ? site : undefined
}

function present(one: CheckedVisit, now: Instant): Output<typeof precheckRoute> {
  const { visit, version, name, reached, second, dueAt, open, anotherTime, maySettle, matters } = one
  return {
    visit: visit.id,
    version,
    name,
    reached,
    startsAt: isoInstant(visit.appointmentAt ?? impossible('a booking without a time')),
    dueAt: isoInstant(dueAt),
    open,
    late: open && dueAt <= now,
    minutes: visit.minutes,
    anotherTime,
    linked: visit.linked != null,
    second,
    maySettle,
    matters: matters.map(presentMatter),
  }
}

function presentMatter({ reference, service, papers }: CheckedMatter) {
  return {
    reference,
    service: service.key,
    papers: papers.map(({ item, name, needed, handedIn, check, isNew, isUnsent }) => ({
      item,
      name: name && { de: name.de, 'de-simple': name['de-simple'], en: name.en },
      needed,
      handedIn: handedIn && {
        paper: handedIn.paperId,
        at: isoInstant(handedIn.at),
        pages: handedIn.pages,
        stage: handedIn.stage,
        refused: [...new Set(handedIn.files.flatMap(({ reason }) => reason ?? []))],
        unchecked: handedIn.files.some(({ unchecked }) => unchecked),
      },
      verdict: check?.verdict ?? null,
      answer: check?.answer ?? null,
      words: check?.words ?? null,
      isNew,
      isUnsent,
    })),
  }
}
