export { createForecasts } from './jobs/forecasts.ts'
export { startPromises } from './jobs/promises.ts'
export { createPublicCalibration } from './jobs/publicCalibration.ts'
export { createPublicWaits } from './jobs/publicWaits.ts'
