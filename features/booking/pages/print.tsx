import { getSettings } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { contactOf, loadVisit, visitBefore } from '#features/visit/actions.ts'
import { namesOf, type Visit, videoRoom } from '#features/visit/model.ts'
import { asId, isId } from '#kernel/id.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { describeVisit, servedToday } from '../actions.ts'
import { followers, mayChange, mayFollow } from '../policy.ts'
import { PrintPage } from './PrintPage.tsx'
import { type BookingPageDeps, html } from './view.ts'

/** The confirmation on paper that staff hands over, in the language of the person who comes. */
export function registerPrint(
  app: HttpServer<Caller, Authority>,
  { database, links, frame }: BookingPageDeps,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/bookings/:visit/print',
    policy: followers,
    async handler(request) {
      const { authority, caller, origin, params } = request
      if (!isId(params.visit)) return { kind: 'failure', code: 'not_found' }
      const found = await database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (visit?.state !== 'booked' || !(await mayPrint(tx, caller, visit))) return undefined
        const contact = await contactOf(tx, visit.id)
        const { contact: office, videoLink } = await getSettings(tx)
        return {
          ...(await describeVisit(tx, visit)),
          names: contact ? namesOf(contact) : [],
          phone: contact?.phone ?? null,
          officePhone: office.phone,
          videoLink: videoRoom(links, authority.key, visit, videoLink),
          link: `${origin}/v/${links.tokenOf(authority.key, visit.id, visit.linkGeneration)}`,
        }
      })
      if (!found) return { kind: 'failure', code: 'not_found' }
      const shared = await frame({ ...request, language: found.visit.language })
      return html(<PrintPage frame={shared} {...found} />)
    },
  })
}

/** Whoever may change the booking, and the clerk who books the next visit for those whom they serve. */
async function mayPrint(tx: Tx, caller: Caller, visit: Visit): Promise<boolean> {
  if (mayChange(caller, visit.siteId)) return true
  const before = await visitBefore(tx, visit.id)
  return before !== undefined && mayFollow(caller, before.siteId, await servedToday(tx, before))
}
