import { getSettings, listSites } from '#features/authority/actions.ts'
import { addWishForCaller } from '#features/booking/actions.ts'
import { DAY_PARTS } from '#features/booking/model/waitlist.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, takesAppointments } from '#features/catalogue/model.ts'
import type { Links } from '#features/visit/model.ts'
import { DAY, type Instant, instant, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { inventPerson } from '../people.ts'
import { between, chance, pick, type Random, weighted } from '../random.ts'

/** People on the list when the demo begins, for each site that takes appointments. */
const PEOPLE_PER_SITE = 8
/** They joined within so many days. */
const WAITED_DAYS = 9

/** Some people have found no time that suits them and wait: at sites, on days and at times of their own. */
export async function joinWaitlist(
  database: Database,
  authority: Authority,
  { links, random, until }: { readonly links: Links; readonly random: Random; readonly until: Instant },
): Promise<void> {
  const { services, sites } = await database.withAuthority(authority, async (tx) => {
    const offers = (await listOffers(tx)).filter(({ mode }) => takesAppointments(mode))
    const offered = new Set(offers.map(({ serviceId }) => serviceId))
    const open = new Set(offers.map(({ siteId }) => siteId))
    return {
      services: (await listServices(tx)).filter(({ id }) => offered.has(id)),
      sites: (await listSites(tx)).filter(({ id }) => open.has(id)).length,
    }
  })
  const moments = Array.from({ length: PEOPLE_PER_SITE * sites }, () =>
    instant(Math.floor(between(random, plus(until, -WAITED_DAYS * DAY), until))),
  ).sort((a, b) => a - b)
  for (const at of moments) await joinOne(database, authority, { links, random, services, at })
}

async function joinOne(
  database: Database,
  authority: Authority,
  {
    links,
    random,
    services,
    at,
  }: { links: Links; random: Random; services: readonly Service[]; at: Instant },
): Promise<void> {
  const service = weighted(random, services, (each) => 1 / each.rank)
  if (!service) return
  const { contact, birthDate, channel, language } = inventPerson(random)
  await database.withAuthority(
    authority,
    async (tx) => {
      const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
      const wish = {
        matters: [{ serviceKey: service.key, people: 1 }],
        siteKeys: [],
        weekdays: chance(random, 0.3) ? [pick(random, [1, 2, 3, 4, 5])] : [],
        parts: chance(random, 0.4) ? [pick(random, DAY_PARTS)] : [],
        untilDay: addDays(today, 7 * pick(random, [4, 8, 12])),
        statedDates:
          service.deadline && chance(random, 0.5)
            ? { [service.key]: addDays(today, Math.floor(random() * 20) - 10) }
            : {},
        language,
      }
      // Set on the list by staff, so that nobody gets a mail of the past; who called has no address.
      const email = channel === 'telephone' ? null : contact.email
      await addWishForCaller(tx, links, {
        ...wish,
        birthDate,
        channel: 'telephone',
        contact: { ...contact, email },
      })
    },
    { at },
  )
}
