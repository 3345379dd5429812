import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type Answers,
  exceededLimit,
  firstApart,
  type Offer,
  plannedMinutes,
  type Service,
  usefulAnswers,
  VISIT_MINUTES_LIMIT,
} from './model.ts'
import { readOffers, readServices } from './store.ts'

export {
  type PartChanged,
  type PartNow,
  readChecklist,
  readReminders,
  restoreChecklist,
  restoreReminders,
  writeChecklist,
  writeReminders,
} from './actions/editing.ts'
export { saveModes, savePlannedMinutes } from './store.ts'

/** All active services with papers and fees of all days, by rank. */
export function listServices(tx: Tx): Promise<readonly Service[]> {
  return tx.reference('services', () => readServices(tx, 'active'))
}

/** The same with those that are no longer active: for visits made before. */
export function listEveryService(tx: Tx): Promise<readonly Service[]> {
  return tx.reference('every service', () => readServices(tx, 'every'))
}

/** Why matters cannot be asked for together. */
export type MatterRefusal =
  | 'unknown_service'
  | 'too_many_people'
  | 'no_matter'
  | 'same_service_twice'
  | 'too_long'
  | 'do_not_combine'

/** Matters that one visit can have, in the order asked for, with the minutes planned for all of them. */
export type ReadMatters = {
  readonly services: readonly Service[]
  readonly matters: readonly {
    readonly service: Service
    readonly people: number
    /** Of the questions that decide what to bring; missing where none is answered. */
    readonly answers?: Answers
  }[]
  readonly minutes: number
}

/** A matter as somebody asks for it: by the key of its service. */
export type AskedByKey = {
  readonly serviceKey: string
  readonly people: number
  readonly answers?: Answers
}

/** The asked matters with their services, or why they cannot be asked for: the one check for bookings and tickets. */
export async function readMatters(
  tx: Tx,
  asked: readonly AskedByKey[],
): Promise<Result<ReadMatters, MatterRefusal>> {
  return matchMatters(await listServices(tx), asked)
}

/** readMatters for whoever has the active services at hand. */
export function matchMatters(
  active: readonly Service[],
  asked: readonly AskedByKey[],
): Result<ReadMatters, MatterRefusal> {
  const read = findMatters(active, asked)
  if (!read.ok) return read
  const { services, matters } = read.value
  if (firstApart(services)) return fail('do_not_combine')
  const refused = exceededLimit(matters)
  return refused ? fail(refused) : read
}

/**
 * matchMatters for a visit that stands, among every service: it could be had when it was booked, and what the catalogue
 * says since of combining and limits is for new bookings. Longer than one visit may last it is not planned.
 */
export function matchStanding(
  every: readonly Service[],
  asked: readonly AskedByKey[],
): Result<ReadMatters, MatterRefusal> {
  const read = findMatters(every, asked)
  if (!read.ok) return read
  return ok({ ...read.value, minutes: Math.min(read.value.minutes, VISIT_MINUTES_LIMIT) })
}

function findMatters(
  known: readonly Service[],
  asked: readonly AskedByKey[],
): Result<ReadMatters, 'no_matter' | 'same_service_twice' | 'unknown_service'> {
  if (asked.length === 0) return fail('no_matter')
  const keys = asked.map(({ serviceKey }) => serviceKey)
  if (new Set(keys).size < keys.length) return fail('same_service_twice')
  const matters = asked.flatMap(({ serviceKey, people, answers }) => {
    const service = known.find(({ key }) => key === serviceKey)
    return service ? [{ service, people, ...answered(service, answers) }] : []
  })
  if (matters.length < asked.length) return fail('unknown_service')
  const services = matters.map(({ service }) => service)
  return ok({ services, matters, minutes: plannedMinutes(matters) })
}

/** Answers that are worth keeping, as a part of a matter; nothing where there are none. */
export function answered(service: Service, answers: Answers | undefined): { readonly answers?: Answers } {
  const useful = answers ? usefulAnswers(service, answers) : {}
  return Object.keys(useful).length > 0 ? { answers: useful } : {}
}

/** The services with these ids, by rank, also those that are no longer active: for visits made before. */
export async function findServicesById(tx: Tx, ids: readonly Id<'service'>[]): Promise<readonly Service[]> {
  const active = (await listServices(tx)).filter((service) => ids.includes(service.id))
  return active.length === new Set(ids).size ? active : readServices(tx, ids)
}

/** Which active service is offered at which site, and how. */
export function listOffers(tx: Tx): Promise<readonly Offer[]> {
  return tx.reference('offers', () => readOffers(tx))
}
