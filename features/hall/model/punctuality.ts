import type { Visit } from '#features/visit/model.ts'

/** How a booked person came: before the time from which people are called, in time, or so late that the credit is lost. */
export type Punctuality = 'early' | 'in_time' | 'late'

/** How the person of a visit came; undefined without an appointment or before arrival. */
export function punctuality(
  visit: Pick<Visit, 'appointmentAt' | 'arrivedAt' | 'callableFrom' | 'credits'>,
): Punctuality | undefined {
  const { appointmentAt, arrivedAt, callableFrom, credits } = visit
  if (appointmentAt === null || arrivedAt === null) return undefined
  if (callableFrom !== null && callableFrom > arrivedAt) return 'early'
  const kept = credits.some(({ kind }) => kind === 'appointment')
  return arrivedAt > appointmentAt && !kept ? 'late' : 'in_time'
}
