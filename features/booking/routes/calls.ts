import { listSites } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { addressLine } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { acceptForCaller, calledVisit, listCalls, noteLostCall } from '../actions.ts'
import { acceptCallRoute, callsRoute, tellRoute } from '../contract/closing.ts'
import { bookers, mayChange, siteOf } from '../policy.ts'
import type { BookingDeps } from '../routes.ts'
import { callerName } from './present.ts'
import { placeInWords, presentCall, sayOfVisit } from './say.ts'

/** People without mail whom a closing concerns: who they are, and what they say on the telephone. */
export function registerCallRoutes(app: HttpServer<Caller, Authority>, { database }: BookingDeps): void {
  bindRoute(app, callsRoute, {
    policy: bookers,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => ok({ calls: await presentCalls(tx, siteOf(caller)) })),
  })

  bindRoute(app, tellRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey: key }) => {
      const command = { key, kind: tellRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const call = asId<'replacement'>(params.call)
        const refused = await mayNotCall(tx, caller, call)
        if (refused) return refused
        const noted = await noteLostCall(tx, call, body.outcome)
        return noted.ok ? ok(undefined) : noted
      })
    },
  })

  bindRoute(app, acceptCallRoute, {
    policy: bookers,
    handler: ({ authority, params, caller, idempotencyKey: key }) => {
      const command = { key, kind: acceptCallRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const call = asId<'replacement'>(params.call)
        const refused = await mayNotCall(tx, caller, call)
        if (refused) return refused
        const taken = await acceptForCaller(tx, call)
        if (!taken.ok) return taken
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'booking_moved', staffId, visitId: taken.value.id })
        return ok(undefined)
      })
    },
  })
}

/** Why a caller may do nothing with a call: it is of another site than theirs, or there is none. */
async function mayNotCall(tx: Tx, caller: Caller, call: Id<'replacement'>) {
  const visit = await calledVisit(tx, call)
  if (!visit) return fail('not_found')
  return mayChange(caller, visit.siteId) ? undefined : fail('forbidden')
}

const RELOCATED = { state: 'relocated', siteId: null, startsAt: null, secondAt: null, until: null } as const

async function presentCalls(tx: Tx, siteId: Id<'site'> | null) {
  const services = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const known = await listSites(tx)
  const sites = new Map(known.map(({ id, key }) => [id, key]))
  const shown = []
  for (const call of await listCalls(tx, siteId)) {
    const { id, replacement, visit, matters, contact, appointmentAt, reachKm } = call
    const { state, siteId: newSite, startsAt, secondAt, until } = replacement ?? RELOCATED
    const home = known.find((site) => site.id === visit.siteId)
    const { street, postcode, town } = siteOn(home ?? impossible('a visit without site'), visit.day)
    const held = state === 'open' && newSite && startsAt && until ? { newSite, startsAt, until } : null
    shown.push({
      call: id,
      visit: visit.id,
      name: contact?.name ?? null,
      phone: contact?.phone ?? null,
      bookingNumber: visit.bookingNumber ?? '',
      services: matters.flatMap(({ serviceId }) => services.get(serviceId) ?? []),
      site: sites.get(visit.siteId) ?? '',
      appointmentAt: isoInstant(appointmentAt),
      state,
      address: addressLine({ street, postcode, town }),
      reachKm,
      offer: held && {
        site: sites.get(held.newSite) ?? '',
        startsAt: isoInstant(held.startsAt),
        secondAt: secondAt === null ? null : isoInstant(secondAt),
        until: isoInstant(held.until),
      },
      ...presentCall(call, tx.now),
      language: visit.language,
      say: await sayOfVisit(
        tx,
        call.kind === 'closing' ? 'closed' : 'relocated',
        { siteId: visit.siteId, appointmentAt },
        async (language) => ({
          papers: [],
          ...(held ? { offer: await placeInWords(tx, held.newSite, held.startsAt, language) } : {}),
        }),
      ),
    })
  }
  return shown
}
