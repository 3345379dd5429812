import { renderSVG } from 'uqr'
import { fileOfBooking } from '#features/message/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { backTo, holder, linkOf, read, unknownLink } from './linkBase.tsx'
import type { BookingPageDeps } from './view.ts'

/** The code and the calendar entry of a booking. */
export function registerFiles(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/v/:token/qr.svg',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked || linked.visit.state === 'cancelled') return { kind: 'failure', code: 'not_found' }
      const body = renderSVG(linkOf(request), { ecc: 'M', border: 2 })
      return { kind: 'file', body, type: 'image/svg+xml' }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/calendar.ics',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      // After the arrival, and after the end, the link's page says what there is to know.
      if (linked.visit.state !== 'booked') return backTo(request)
      const { authority, language, origin } = request
      const file = await deps.database.withAuthority(authority, (tx) =>
        fileOfBooking(tx, deps.links, origin, linked.visit, language),
      )
      if (!file) return backTo(request)
      const { content: body, name: download } = file
      return { kind: 'file', body, type: 'text/calendar; charset=utf-8', download }
    },
  })
}
