import { getSettings } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import { DAY, HOUR, type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { chosenLead, hourOf, leadMinutes } from '../model/leadTime.ts'
import {
  addOffered,
  type BookedLead,
  beginCount,
  beginLook,
  bookedLeads,
  deleteLeadsBefore,
  type LeadDay,
  type LeadKey,
  type Offered,
  readLeadDays,
  uncounted,
  writeChosen,
} from '../store/leadTime.ts'
import { answerFrom, searchGround } from './search.ts'

export type { LeadDay } from '../store/leadTime.ts'

/** The first free time of a service for one person, at each site that offers it by appointment. */
export type FirstFree = {
  readonly service: Service
  readonly sites: readonly { readonly site: Site; readonly startsAt: Instant | null }[]
}

/** The first free times of all services as citizens would be offered them now. */
export async function firstFree(tx: Tx): Promise<FirstFree[]> {
  const ground = await searchGround(tx)
  return ground.services.flatMap((service) => {
    const question = { matters: [{ serviceKey: service.key, people: 1 }], dayLimit: 1, timeLimit: 1 }
    const answer = answerFrom(ground, question, tx.now)
    if (!answer.ok || answer.value.sites.length === 0) return []
    const sites = answer.value.sites.map(({ site, earliest }) => ({
      site,
      startsAt: earliest?.startsAt ?? null,
    }))
    return [{ service, sites }]
  })
}

/** Looks once an hour how long the wait for the first free time is; false when this hour's look was made. */
export async function lookAtLeads(tx: Tx): Promise<boolean> {
  if (!(await beginLook(tx, hourOf(tx.now)))) return false
  const { timeZone } = await getSettings(tx)
  await addOffered(
    tx,
    dayOf(tx.now, timeZone),
    (await firstFree(tx)).flatMap((each) => offeredOf(each, tx.now)),
  )
  return true
}

function offeredOf({ service, sites }: FirstFree, now: Instant): Offered[] {
  const found = sites.map(({ site, startsAt }) => ({
    serviceId: service.id,
    siteId: site.id,
    minutes: leadMinutes(now, startsAt),
  }))
  const known = found.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]))
  return [
    ...found,
    { serviceId: service.id, siteId: null, minutes: known.length > 0 ? Math.min(...known) : null },
  ]
}

/** Holds end by a sweep, some time after their moment. */
const SWEPT = HOUR
/** A server that stood still makes good so many days. */
const DAYS_MADE_GOOD = 30

/**
 * Counts the bookings of days that are over, each once; how many days. A day is counted when the last hold of it has
 * been confirmed or has run out: of one that is counted earlier, late confirmations would be missing for ever.
 */
export async function countChosen(tx: Tx): Promise<number> {
  const { timeZone, holdLimitMinutes, confirmMinutes } = await getSettings(tx)
  const heldFor = (holdLimitMinutes + confirmMinutes) * MINUTE + SWEPT
  const today = dayOf(plus(tx.now, -heldFor), timeZone)
  const over = Array.from({ length: DAYS_MADE_GOOD }, (_, index) => addDays(today, index - DAYS_MADE_GOOD))
  let counted = 0
  for (const day of await uncounted(tx, over)) {
    if (!(await beginCount(tx, day))) continue
    const leads = await bookedLeads(tx, startOfDay(day, timeZone), startOfDay(addDays(day, 1), timeZone))
    await writeChosen(tx, day, toldOf(leads))
    counted++
  }
  return counted
}

/** What bookings say for each service anywhere and at each site, where they are enough to be told. */
function toldOf(leads: readonly BookedLead[]) {
  const keys: readonly ((lead: BookedLead) => LeadKey)[] = [
    ({ serviceId }) => ({ serviceId, siteId: null }),
    ({ serviceId, siteId }) => ({ serviceId, siteId }),
  ]
  return keys.flatMap((keyOf) =>
    [...Map.groupBy(leads, (lead) => JSON.stringify(keyOf(lead))).values()].flatMap((group) => {
      const [first] = group
      const told = chosenLead(group.map(({ minutes }) => minutes))
      return first && told ? [{ ...keyOf(first), ...told }] : []
    }),
  )
}

/** Days of the history, both included. */
export function leadHistory(
  tx: Tx,
  range: { readonly from: LocalDate; readonly to: LocalDate; readonly service?: string | undefined },
): Promise<LeadDay[]> {
  return readLeadDays(tx, range)
}

/** The history is kept so long. */
const HISTORY_DAYS = 3 * 366

/** Lets the history go that is too old. */
export async function forgetOldLeads(tx: Tx): Promise<number> {
  const { timeZone } = await getSettings(tx)
  const oldest = addDays(dayOf(tx.now, timeZone), -HISTORY_DAYS)
  return deleteLeadsBefore(tx, oldest, plus(tx.now, -2 * DAY))
}
