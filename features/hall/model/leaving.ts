import type { Visit } from '#features/visit/model.ts'

/**
 * May somebody say that they leave? Whoever waits, is set aside or missed a call; whoever is called goes to the counter or
 * is missed.
 */
export function mayLeave({ state }: Pick<Visit, 'state'>): boolean {
  return state === 'waiting' || state === 'parked' || state === 'missed'
}
