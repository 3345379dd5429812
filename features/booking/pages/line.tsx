import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import { browserOf, keyInLine } from '../actions.ts'
import { everyone } from '../policy.ts'
import { type BookingRequest, carriedBy, freshTimes } from './heldPages.tsx'
import { readHeld } from './heldView.ts'
import { goOn, type PressedHold } from './holding.tsx'
import { LinePage } from './LinePage.tsx'
import { type CountingDeps, html } from './view.ts'

/** Another node may have the place, or what came of it: so often this one asks on before it says that it is lost. */
const LOOKS = 5
const LOOK_SECONDS = 2

/** The page of somebody who waits in line; it leads on when the turn has come. It changes nothing. */
export function registerLine(app: HttpServer<Caller, Authority>, deps: CountingDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/booking/line',
    policy: everyone,
    async handler(request) {
      const browser = browserOf(request.cookies)
      const key = keyInLine('page', browser)
      const turn = await deps.holdingLine.look<PressedHold>(request.authority, key)
      if (turn?.state === 'over') return goOn(deps, request, turn.outcome)
      if (turn) return linePage(deps, request, { place: turn.place, seconds: turn.retrySeconds })
      const held = await deps.database.withAuthority(request.authority, (tx) =>
        readHeld(tx, browser, request),
      )
      const keep = keepLanguage(request.here)
      if (held) return { kind: 'redirect', to: keep(held.carried.addressOf('/booking/contact')) }
      const look = Number(request.query.get('look') ?? 0)
      if (!(look < LOOKS)) return freshTimes(deps, request, 'line_lost', undefined)
      return linePage(deps, request, { place: 0, seconds: LOOK_SECONDS, look: look + 1 })
    },
  })
}

async function linePage(
  deps: CountingDeps,
  request: BookingRequest,
  { look, ...standing }: { readonly place: number; readonly seconds: number; readonly look?: number },
): Promise<PageAnswer> {
  const address = carriedBy(request).addressOf('/booking/line')
  const here = keepLanguage(request.here)(address)
  const again = look === undefined ? here : keepLanguage(request.here)(`${address}&look=${look}`)
  const frame = await deps.frame({ ...request, here })
  return html(<LinePage frame={frame} again={again} {...standing} />)
}
