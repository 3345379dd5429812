import { useConsole } from '#ui/console/context.ts'
import { type SiteNow, totalsOf, type Waits } from './overviewRows.ts'
import { hallTexts } from './texts.ts'

/** The city at a glance: sums over all sites. */
export function OverviewStats({ sites }: { readonly sites: readonly SiteNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const all = totalsOf(sites)
  const of = (part: number, whole: number) => t('overview.of', { part, whole })
  const minutes = (count: number | null) => (count === null ? '–' : t('overview.minutes', { count }))
  const over15 = ({ over15Percent }: Waits) =>
    over15Percent === null ? undefined : t('overview.over15', { percent: over15Percent })
  return (
    <dl className="console-stats">
      <Stat label={t('overview.openSites')} value={of(all.openSites, all.sites)} />
      <Stat label={t('overview.waiting')} value={String(all.waiting)} />
      <Stat label={t('overview.longest')} value={minutes(all.longest)} />
      <Stat label={t('overview.counters')} value={of(all.openCounters, all.counters)} />
      <Stat label={t('overview.served')} value={String(all.served)} />
      <Stat label={t('overview.expected')} value={String(all.expected)} />
      <Stat label={t('overview.waitBooked')} value={minutes(all.booked.minutes)} note={over15(all.booked)} />
      <Stat
        label={t('overview.waitWalkIns')}
        value={minutes(all.walkIns.minutes)}
        note={over15(all.walkIns)}
      />
    </dl>
  )
}

type StatProps = { readonly label: string; readonly value: string; readonly note?: string | undefined }

function Stat({ label, value, note }: StatProps) {
  return (
    <div className="console-stat">
      <dt className="console-stat__label">
        {label}
        {note !== undefined && <span className="console-stat__note">{note}</span>}
      </dt>
      <dd className="console-stat__value">{value}</dd>
    </div>
  )
}
