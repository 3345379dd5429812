import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { wallHoursOn } from '#features/authority/model.ts'
import { listCounters, shiftsOfDays } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { hallRulesOf } from '#features/hall/actions.ts'
import { thinPastOf } from '#features/promise/actions.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { sharesOf } from '../model/siteDay.ts'
import { readPastVisits } from '../store.ts'

const MONTH = 28

/** What a planner sees before they change something: what is there, and how the last month was. */
export async function seeGround(tx: Tx, site: Site, language: StaffLanguage) {
  const today = dayOf(tx.now, site.timeZone)
  const span = { siteId: site.id, from: addDays(today, -MONTH), before: today }
  const visits = await readPastVisits(tx, span)
  const days = [...new Set(visits.map(({ day }) => day))].sort()
  const shares = sharesOf([
    {
      visitors: visits.map(({ id, services, minutes, appointmentAt, arrivedAt }) => ({
        ...{ id, services, minutes, credits: [] },
        appointment: appointmentAt,
        arrival: arrivedAt,
      })),
    },
  ])
  const counters = await listCounters(tx, site.id)
  const skilled = new Set(counters.flatMap(({ skills }) => [...skills]))
  const rules = await hallRulesOf(tx, site.id)
  const lastDay = days.at(-1)
  const hours = lastDay === undefined ? [] : wallHoursOn(site, lastDay)
  const shifts = lastDay === undefined ? [] : ((await shiftsOfDays(tx, site, [lastDay])).get(lastDay) ?? [])
  const sites = await listSites(tx)
  return {
    days: days.length,
    firstDay: days[0] ?? null,
    lastDay: lastDay ?? null,
    visits: visits.length,
    standFor: (await thinPastOf(tx))?.oneOf ?? 1,
    walkInPercent: Math.round(shares.walkIn * 100),
    noShowPercent: Math.round(shares.noShow * 100),
    creditMinutes: rules.appointmentCreditMinutes,
    ceilingMinutes: rules.creditCeilingMinutes,
    intakeExtraMinutes: rules.intakeExtraMinutes,
    refuses: rules.intakeControl === 1,
    opens: hours[0]?.opens ?? null,
    closes: hours.at(-1)?.closes ?? null,
    siteId: site.id,
    sites: sites.map(({ id, key, texts }) => ({ id, key, name: texts.name[language] })),
    counters: counters.map(({ id, key, skills }) => {
      const own = shifts.filter(({ counterId }) => counterId === id)
      return {
        id,
        key,
        services: [...skills],
        from: own[0]?.starts ?? null,
        until: own.at(-1)?.ends ?? null,
      }
    }),
    services: (await listServices(tx))
      .filter(({ id }) => skilled.has(id))
      .map(({ id, texts }) => ({ id, name: texts.title[language] })),
  }
}
