import { renderSVG } from 'uqr'
import { calendarFile, calendarUid } from '#features/message/model/calendar.ts'
import type { Caller } from '#features/staff/model.ts'
import { minutesOfBoth } from '#features/visit/model.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { addressChanges } from '../actions.ts'
import { writeBookingNumber } from '../model.ts'
import { backTo, holder, type Linked, type LinkRequest, linkOf, read, unknownLink } from './linkBase.tsx'
import { matterInWords, texts } from './texts.ts'
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
      const changes = await deps.database.withAuthority(request.authority, (tx) =>
        addressChanges(tx, linked.visit.id),
      )
      return {
        kind: 'file',
        body: calendarOf(linked, request, changes),
        type: 'text/calendar; charset=utf-8',
        download: `${texts(request.language)('link.calendarFile')}.ics`,
      }
    },
  })
}

/** Where to be at the time, for a calendar. */
function placeOf({ visit, site, phone }: Linked, language: LinkRequest['language']): string {
  const t = texts(language)
  if (visit.kind === 'telephone') return t('kind.call', { phone: phone ?? '' })
  if (visit.kind === 'video') return t('kind.video')
  return site ? `${site.texts.name[language]}, ${site.street}, ${site.postcode} ${site.town}` : ''
}

function calendarOf(linked: Linked, request: LinkRequest, changes: number): string {
  const { visit, second, site, matters, settings, now, videoLink } = linked
  const { language } = request
  const t = texts(language)
  const papers = matters.flatMap(({ service }) => service.papers.map((paper) => `- ${paper[language]}`))
  return calendarFile({
    uid: calendarUid(visit.id, settings.senderAddress),
    sequence: visit.movedCount + changes,
    stamp: now,
    start: visit.appointmentAt ?? impossible('a booking without time'),
    minutes: minutesOfBoth(visit, second),
    title: t('link.calendarTitle', { site: site?.texts.name[language] ?? settings.texts.name[language] }),
    place: placeOf(linked, language),
    text: [
      ...matters.map((matter) => matterInWords(matter, language)),
      `${t('link.number')}: ${writeBookingNumber(visit.bookingNumber ?? '')}`,
      ...(videoLink ? [videoLink] : []),
      ...(papers.length > 0 ? [`${t('link.papers')}:`, ...papers] : []),
    ].join('\n'),
    url: linkOf(request),
    organizer: { name: settings.senderName, email: settings.senderAddress },
  })
}
