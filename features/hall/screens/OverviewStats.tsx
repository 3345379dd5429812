import { useConsole } from '#ui/console/context.ts'
import { type SiteNow, totalsOf, type Waits } from './overviewRows.ts'
import { hallTexts } from './texts.ts'

/** The city at a glance: sums over all sites. */
export function OverviewStats({ sites }: { readonly sites: readonly SiteNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const all = totalsOf(sites)
  const of = (part: number, whole: number) => t('overview.of', { part, whole })
  const waits = ({ minutes, over15Percent }: Waits) =>
    minutes === null || over15Percent === null
      ? '–'
      : t('overview.waits', { minutes, percent: over15Percent })
  return (
    <dl className="console-stats">
      <Stat label={t('overview.openSites')} value={of(all.openSites, all.sites)} />
      <Stat label={t('overview.waiting')} value={String(all.waiting)} />
      <Stat
        label={t('overview.longest')}
        value={all.longest === null ? '–' : t('overview.minutes', { count: all.longest })}
      />
      <Stat label={t('overview.counters')} value={of(all.openCounters, all.counters)} />
      <Stat label={t('overview.served')} value={String(all.served)} />
      <Stat label={t('overview.expected')} value={String(all.expected)} />
      <Stat label={t('overview.waitBooked')} value={waits(all.booked)} />
      <Stat label={t('overview.waitWalkIns')} value={waits(all.walkIns)} />
    </dl>
  )
}

function Stat({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="console-stat">
      <dt className="console-stat__label">{label}</dt>
      <dd className="console-stat__value">{value}</dd>
    </div>
  )
}
