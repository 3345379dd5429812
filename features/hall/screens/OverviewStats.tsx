import { useConsole } from '#ui/console/context.ts'
import { Tag } from '#ui/Tag.tsx'
import { WAIT_TARGETS, type WaitTarget } from '../model/waitTargets.ts'
import { type SiteNow, totalsOf, type Waits } from './overviewRows.ts'
import { hallTexts } from './texts.ts'

/** The city at a glance: sums over all sites, and today's waits beside what they should be. */
export function OverviewStats({ sites }: { readonly sites: readonly SiteNow[] }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const all = totalsOf(sites)
  const of = (part: number, whole: number) => t('overview.of', { part, whole })
  const minutes = (count: number | null) => (count === null ? '–' : t('overview.minutes', { count }))
  return (
    <dl className="console-stats">
      <Stat label={t('overview.openSites')} value={of(all.openSites, all.sites)} />
      <Stat label={t('overview.waiting')} value={String(all.waiting)} />
      <Stat label={t('overview.longest')} value={minutes(all.longest)} />
      <Stat label={t('overview.counters')} value={of(all.openCounters, all.counters)} />
      <Stat label={t('overview.served')} value={String(all.served)} />
      <Stat label={t('overview.expected')} value={String(all.expected)} />
      <WaitStat label={t('overview.waitBooked')} waits={all.booked} target={WAIT_TARGETS.booked} />
      <WaitStat label={t('overview.waitWalkIns')} waits={all.walkIns} target={WAIT_TARGETS.walkIns} />
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

type WaitStatProps = { readonly label: string; readonly waits: Waits; readonly target: WaitTarget }

/** How long people waited today, whether that is as it should be, and what it should be. */
function WaitStat({ label, waits, target }: WaitStatProps) {
  const t = hallTexts(useConsole().language)
  const { minutes, over15Percent, onTarget } = waits
  return (
    <div className="console-stat">
      <dt className="console-stat__label">
        {label}
        <span className="console-stat__note">
          {over15Percent === null
            ? t('overview.nobodyCalled')
            : t('overview.over15', { percent: over15Percent })}
        </span>
        <span className="console-stat__note">
          {target.oneInOver15 === null
            ? t('overview.target', { minutes: target.minutes })
            : t('overview.targetOver15', { minutes: target.minutes, oneIn: target.oneInOver15 })}
        </span>
      </dt>
      <dd className="console-stat__value">
        {minutes === null ? '–' : t('overview.minutes', { count: minutes })}{' '}
        {onTarget !== null && (
          <Tag
            kind={onTarget ? 'success' : 'warning'}
            text={t(onTarget ? 'overview.onTarget' : 'overview.offTarget')}
          />
        )}
      </dd>
    </div>
  )
}
