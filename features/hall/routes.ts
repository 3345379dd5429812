import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { HallWatch, Promises } from './actions.ts'
import type { CodeTries } from './model.ts'
import { registerAlarmRoutes } from './routes/alarm.ts'
import { registerCounterRoutes } from './routes/counter.ts'
import { registerDayRoutes } from './routes/day.ts'
import { registerExchangeRoutes } from './routes/exchange.ts'
import { registerHandOverRoutes } from './routes/handOver.ts'
import { registerIntakeRoutes } from './routes/intake.ts'
import { registerNumberBlockRoutes } from './routes/numberBlock.ts'
import { registerNumberRoutes } from './routes/numbers.ts'
import { registerOverviewRoutes } from './routes/overview.ts'
import { registerPrintAgainRoutes } from './routes/print.ts'
import { registerReturnRoutes } from './routes/returning.ts'
import { registerRuleRoutes } from './routes/rules.ts'
import { registerSiteRoutes } from './routes/site.ts'
import { registerStandingRoutes } from './routes/standing.ts'

/** What the hall's routes need. */
export type HallDeps = {
  readonly database: Database
  readonly links: Links
  readonly hallWatch: HallWatch
  /** Tells of calls to come; without it no time is named. */
  readonly promises?: Promises
  /** The wrong codes of each kiosk; its pages count them with it. */
  readonly codeTries: CodeTries
  /** The key of an authority's SMS gateway; where there is none, nobody is told by SMS. */
  readonly smsKey?: (authority: Authority) => string | undefined
}

/** The API of the hall: arrival, tickets, counters, displays, overview. */
export function registerHallRoutes(app: HttpServer<Caller, Authority>, deps: HallDeps): void {
  registerAlarmRoutes(app, deps)
  registerCounterRoutes(app, deps)
  registerDayRoutes(app, deps)
  registerExchangeRoutes(app, deps)
  registerHandOverRoutes(app, deps)
  registerIntakeRoutes(app, deps)
  registerNumberBlockRoutes(app, deps)
  registerNumberRoutes(app, deps)
  registerOverviewRoutes(app, deps)
  registerPrintAgainRoutes(app, deps)
  registerReturnRoutes(app, deps)
  registerRuleRoutes(app, deps)
  registerSiteRoutes(app, deps)
  registerStandingRoutes(app, deps)
}
