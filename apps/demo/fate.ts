import {
  arrivalOffset,
  CANCELLED_PER_NO_SHOW,
  durationFactor,
  MISSED_CALLS,
  noShowProbability,
  patience,
  RETURNED,
  siteNoShowFactor,
} from './figures.ts'
import { between, chance, seeded } from './random.ts'

/** What an invented person is going to do; times in minutes unless the name says seconds. */
export type Fate = {
  /** Says before that they will not come. */
  readonly cancels: boolean
  /** Comes to the appointment. */
  readonly comes: boolean
  /** Arrives so long after the time of the appointment; mostly negative. */
  readonly arrivalOffset: number
  /** Is not in the hall when called. */
  readonly missesCall: boolean
  /** Comes back after the missed call. */
  readonly returns: boolean
  /** Goes away when not called within this time. */
  readonly patience: number
  /** From the call to the counter. */
  readonly walkSeconds: number
  /** How long the service takes against what was planned. */
  readonly durationFactor: number
  /** How it ends: one in nine has not brought all papers. */
  readonly outcome: 'done' | 'partly' | 'not_possible'
}

/** A consultation: whoever needs so many minutes may have to come again. */
const CONSULTATION_MINUTES = 60

/** Half of the consultations lead to another visit to the same matter. Follows from the id, as the fate does. */
export function comesAgain(visitId: string, minutes: number): boolean {
  return minutes >= CONSULTATION_MINUTES && chance(seeded(`${visitId} again`), 0.5)
}

/**
 * The fate of a visit follows from its id alone, so that whoever looks (the seed, or simulated people after a restart)
 * sees the same one.
 */
export function fateOf(visitId: string, { leadDays = 0, siteKey = '' } = {}): Fate {
  const random = seeded(visitId)
  const noShow = noShowProbability(leadDays, siteNoShowFactor(siteKey))
  const coming = random()
  const papers = random()
  return {
    comes: coming >= noShow * (1 + CANCELLED_PER_NO_SHOW),
    cancels: coming < noShow * CANCELLED_PER_NO_SHOW,
    arrivalOffset: arrivalOffset(random),
    missesCall: chance(random, MISSED_CALLS),
    returns: chance(random, RETURNED),
    patience: patience(random),
    walkSeconds: between(random, 25, 60),
    durationFactor: durationFactor(random),
    outcome: papers < 0.05 ? 'not_possible' : papers < 0.11 ? 'partly' : 'done',
  }
}
