import type { Caller } from '#features/staff/model.ts'
import { followLanguage } from '#features/visit/actions.ts'
import { impossible } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import { minutesFound, moveOwnBooking } from '../actions.ts'
import { bookingAddress, readFilter, readTime } from './address.ts'
import { readOtherTimes, showTimes } from './choosing.tsx'
import { backTo, holder, type Linked, type LinkRequest, read, unknownLink } from './linkBase.tsx'
import { refusalInWords, type TimeRefusal } from './refusal.ts'
import { TimesPage } from './TimesPage.tsx'
import { texts } from './texts.ts'
import type { TimesUse } from './timesView.ts'
import { type BookingPageDeps, html, placeInWords } from './view.ts'

/** Another time for a booking; two linked visits move together. */
export function registerMove(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { database } = deps

  bindPage(app, {
    method: 'GET',
    path: '/v/:token/move',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      return movePage(deps, request, linked, undefined)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/move',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (linked?.visit.state !== 'booked') return linked ? backTo(request) : unknownLink(deps, request)
      const time = readTime(request.form.get('time'))
      if (!time) return movePage(deps, request, linked, 'unknown_time')
      const moved = await runCommand(database, request.authority, null, async (tx) => {
        await followLanguage(tx, linked.visit.id, request.language)
        return moveOwnBooking(tx, linked.visit.id, time)
      })
      return moved.ok ? backTo(request, 'moved=1') : movePage(deps, request, linked, moved.code)
    },
  })
}

async function movePage(
  deps: BookingPageDeps,
  request: LinkRequest,
  { visit, second, site, matters, settings }: Linked,
  code: TimeRefusal | undefined,
): Promise<PageAnswer> {
  const { language, here } = request
  const path = `/v/${request.params.token}`
  const keep = keepLanguage(here)
  const found = await showTimes(deps, request.authority, async (tx) => {
    const firstServices = firstKeys(matters, second)
    const minutes = await minutesFound(tx, visit.id)
    return readOtherTimes(tx, matters, readFilter(request.query), {
      ...(firstServices ? { firstServices } : {}),
      ...(minutes === undefined ? {} : { minutes }),
    })
  })
  const times = found.ok ? found.value : impossible('a booking without matters')
  const t = texts(language)
  const { filter } = times
  const at = visit.appointmentAt ?? impossible('a booking without time')
  const use: TimesUse = {
    title: t('times.moveTitle'),
    note: t(
      second ? 'linked.moveNote' : 'times.moveNote',
      placeInWords(at, site, settings.timeZone, language, second?.appointmentAt),
    ),
    back: path,
    steps: false,
    addressOf: (filter) => bookingAddress(`${path}/move`, { filter }),
    action: bookingAddress(`${path}/move`, { filter }),
    hidden: {},
  }
  const frame = await deps.frame({ ...request, here: code ? keep(use.action) : here })
  const problem = code && refusalInWords(code, language)
  return html(<TimesPage frame={frame} use={use} problem={problem} {...times} />, code ? 409 : 200)
}

/** Services of the first of two linked visits; undefined for one. */
function firstKeys(matters: Linked['matters'], second: Linked['second']): readonly string[] | undefined {
  return second && matters.filter(({ isSecond }) => !isSecond).map(({ service }) => service.key)
}
