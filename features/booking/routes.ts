import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { HoldingLine, LiveSearch, LookToday, ReadForecasts, TakenLately } from './actions.ts'
import { registerCallRoutes } from './routes/calls.ts'
import { registerChangingRoutes } from './routes/changing.ts'
import { registerCitizenRoutes } from './routes/citizen.ts'
import { registerClosingRoutes } from './routes/closing.ts'
import { registerLinkRoutes } from './routes/link.ts'
import { registerOddityRoutes } from './routes/oddities.ts'
import { registerOpenDataRoutes } from './routes/openData.ts'
import { registerRelocationRoutes } from './routes/relocation.ts'
import { registerServiceReminderRoutes } from './routes/serviceReminders.ts'
import { registerStaffRoutes } from './routes/staff.ts'
import { registerTimesRoute } from './routes/times.ts'
import { registerUndeliveredRoutes } from './routes/undelivered.ts'
import { registerWaitlistRoutes } from './routes/waitlist.ts'

/** What the booking's routes need. */
export type BookingDeps = {
  readonly database: Database
  readonly links: Links
  readonly liveSearch: LiveSearch
  readonly holdingLine: HoldingLine
  readonly takenLately: TakenLately
  readonly lookToday: LookToday
  readonly forecasts: ReadForecasts
}

/** The API of booking: for citizens' programs, and for staff who book for somebody. */
export function registerBookingRoutes(app: HttpServer<Caller, Authority>, deps: BookingDeps): void {
  registerTimesRoute(app, deps)
  registerCitizenRoutes(app, deps)
  registerLinkRoutes(app, deps)
  registerOpenDataRoutes(app, deps)
  registerStaffRoutes(app, deps)
  registerChangingRoutes(app, deps)
  registerWaitlistRoutes(app, deps)
  registerClosingRoutes(app, deps)
  registerRelocationRoutes(app, deps)
  registerCallRoutes(app, deps)
  registerUndeliveredRoutes(app, deps)
  registerOddityRoutes(app, deps)
  registerServiceReminderRoutes(app, deps)
}
