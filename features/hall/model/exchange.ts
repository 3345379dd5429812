import type { Visit } from '#features/visit/model.ts'

/**
 * May somebody exchange their ticket for a time? Whoever waits without an appointment and has not been served in part: what
 * is left then goes on with a visit that follows.
 */
export function mayExchange({
  state,
  kind,
  appointmentAt,
  forServices,
  forCounterId,
}: Pick<Visit, 'state' | 'kind' | 'appointmentAt' | 'forServices' | 'forCounterId'>): boolean {
  const isWhole = forServices === null && forCounterId === null
  return state === 'waiting' && kind === 'on_site' && appointmentAt === null && isWhole
}
