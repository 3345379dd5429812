import type { Caller } from '#features/staff/model.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { csvText } from '#platform/http/csv.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { calibrationFileRoute, calibrationRoute } from '../contract.ts'
import { PROMISED } from '../model/calibration.ts'
import { everyone } from '../policy.ts'
import type { PromiseDeps } from '../routes.ts'

/** How well it holds what people were told, for everybody's programs. */
export function registerCalibrationRoutes(
  app: HttpServer<Caller, Authority>,
  { publicCalibration }: Pick<PromiseDeps, 'publicCalibration'>,
): void {
  bindRoute(app, calibrationRoute, {
    policy: everyone,
    handler: async ({ authority }) => {
      const { all, madeUpBefore } = await publicCalibration(authority)
      const sites = all.map(({ site, weeks }) => ({
        site: site?.key ?? null,
        weeks: weeks.map((week) => ({
          ...week,
          coverage: rounded(week.coverage, 3),
          meanErrorMinutes: rounded(week.meanErrorMinutes, 1),
        })),
      }))
      return ok({ promised: PROMISED, madeUpBefore, sites })
    },
  })

  bindRoute(app, calibrationFileRoute, {
    policy: everyone,
    handler: async ({ authority }) => {
      const { all } = await publicCalibration(authority)
      const rows = all.flatMap(({ site, weeks }) =>
        weeks.map(({ week, told, withoutCall, coverage, meanErrorMinutes }) => [
          week,
          site?.key ?? null,
          told,
          withoutCall,
          rounded(coverage, 3),
          rounded(meanErrorMinutes, 1),
        ]),
      )
      return ok(csvText(COLUMNS, rows))
    },
  })
}

const COLUMNS = ['week', 'site', 'told', 'without_call', 'coverage', 'mean_error_minutes']

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
