import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { registerChoosing } from './pages/choosing.tsx'
import { registerFinishing } from './pages/finishing.tsx'
import { registerHolding } from './pages/holding.tsx'
import { registerLine } from './pages/line.tsx'
import { registerLink } from './pages/link.tsx'
import { registerOpenData } from './pages/openData.tsx'
import { registerPrint } from './pages/print.tsx'
import { registerVerifying } from './pages/verifying.tsx'
import type { BookingPageDeps } from './pages/view.ts'
import { registerWaitlist } from './pages/waitlist.tsx'
import { registerWish } from './pages/wish.tsx'

/** The citizen's pages of booking: choose, hold, confirm, and the page behind the link. They work without script. */
export function registerBookingPages(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  const { count, isShared } = app.serving
  const counting = { ...deps, count, isShared }
  registerChoosing(app, deps)
  registerHolding(app, counting)
  registerLine(app, counting)
  registerVerifying(app, counting)
  registerFinishing(app, deps)
  registerLink(app, deps)
  registerOpenData(app, deps)
  registerPrint(app, deps)
  registerWaitlist(app, counting)
  registerWish(app, deps)
}
