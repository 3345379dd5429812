import { parseInstant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatShortDay, formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { Table } from '#ui/Table.tsx'
import type { auditRoute } from '../contract.ts'
import { staffTexts } from './texts.ts'

type Entry = Output<typeof auditRoute>['entries'][number]

/** Of an alarm nobody writes down who pressed. */
function isUnnamed(action: Entry['action']): boolean {
  return action === 'alarm_raised' || action === 'alarm_ended'
}

/** Lines of the audit. */
export function AuditTable({ entries }: { readonly entries: readonly Entry[] }) {
  const { language, directory } = useConsole()
  const t = staffTexts(language)
  const when = (entry: Entry) => {
    const zone = zoneOf(directory, entry.site ?? '')
    const at = parseInstant(entry.happenedAt)
    return `${formatShortDay(dayOf(at, zone), language)} ${formatTime(at, zone, language)}`
  }
  return (
    <Table
      caption={t('audit.title')}
      captionHidden
      dense
      columns={[
        { key: 'when', title: t('audit.when') },
        { key: 'what', title: t('audit.what') },
        { key: 'who', title: t('audit.who') },
        { key: 'where', title: t('audit.where') },
        { key: 'visit', title: t('audit.visit') },
      ]}
      rows={entries.map((entry) => ({
        key: entry.id,
        cells: {
          when: when(entry),
          what: entry.reason
            ? `${t(`audit.${entry.action}`)}: ${t(`reason.${entry.reason}`)}`
            : t(`audit.${entry.action}`),
          who: entry.staff?.name ?? t(isUnnamed(entry.action) ? 'audit.unnamed' : 'audit.nobody'),
          where: entry.counter
            ? t('audit.counter', {
                counter: entry.counter.key,
                site: siteName(directory, entry.counter.site),
              })
            : entry.site
              ? siteName(directory, entry.site)
              : '',
          visit: entry.visitId ?? entry.wishId ?? '',
        },
      }))}
    />
  )
}
