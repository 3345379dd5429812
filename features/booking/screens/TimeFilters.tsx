import { localDate } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import type { searchTimesRoute } from '../contract.ts'
import { bookingTexts } from './texts.ts'
import { changed, type TimeFilter } from './timeFilter.ts'

export type TimeFiltersProps = {
  readonly found: Output<typeof searchTimesRoute>
  readonly filter: TimeFilter
  readonly onFilter: (filter: TimeFilter) => void
}

const ANY = 'any'

/** Narrows the times to a site or a day, and goes on to later ones. */
export function TimeFilters({ found, filter, onFilter }: TimeFiltersProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const { site, day, from } = filter
  const set = (change: Parameters<typeof changed>[1]) => onFilter(changed(filter, change))
  const lastShown = found.times.at(-1)?.day
  const later = found.days.find((one) => lastShown !== undefined && one > lastShown)
  const days = day && !found.days.includes(day) ? [day, ...found.days] : found.days
  return (
    <div className="console-toolbar console-filters">
      <Picker
        label={t('times.site')}
        value={site ?? ANY}
        onChange={(value) => set({ site: value === ANY ? undefined : value, day: undefined })}
        options={[
          { value: ANY, text: t('times.allSites') },
          ...found.sites.map((one) => ({
            value: one.site,
            text:
              one.earliest === null
                ? t('times.siteFull', { site: siteName(directory, one.site) })
                : siteName(directory, one.site),
          })),
        ]}
      />
      <Picker
        label={t('times.day')}
        value={day ?? ANY}
        onChange={(value) => set({ day: value === ANY ? undefined : value })}
        options={[
          { value: ANY, text: t('times.allDays') },
          ...days.map((one) => ({ value: one, text: formatShortDay(localDate(one), language) })),
        ]}
      />
      {from && (
        <ActionButton onPress={() => set({ from: undefined, day: undefined })}>
          {t('times.first')}
        </ActionButton>
      )}
      {later && !day && (
        <ActionButton onPress={() => set({ from: later, day: undefined })}>{t('times.later')}</ActionButton>
      )}
    </div>
  )
}
