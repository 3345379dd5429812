import type { Database } from '#platform/db/database.ts'
import { calibration, type ReadCalibration } from '../actions.ts'
import { CALIBRATION_SECONDS } from '../model/calibration.ts'
import { builtOnce } from './builtOnce.ts'

/** Longer than a statement may take. Milliseconds. */
const PATIENCE = 60_000

/** Counts what was told once in ten minutes at most, when somebody asks; everybody gets the same. */
export function createPublicCalibration({ database }: { readonly database: Database }): ReadCalibration {
  return builtOnce({
    build(authority) {
      const counted = database.withAuthority(authority, calibration)
      const freshFor = CALIBRATION_SECONDS * 1_000
      return { early: counted, whole: counted.then((value) => ({ value, freshFor })) }
    },
    usableFor: 2 * CALIBRATION_SECONDS * 1_000,
    patience: PATIENCE,
  })
}
