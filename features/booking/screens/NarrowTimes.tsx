import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { formatWeekday } from '#platform/time/format.ts'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { uiTexts } from '#ui/texts.ts'
import { PART_NAMES, WISHED_WEEKDAYS } from '../model/narrowing.ts'
import type { TimeFiltersProps } from './TimeFilters.tsx'
import { bookingTexts } from './texts.ts'
import { changed } from './timeFilter.ts'

const ANY = 'any'

/** Further wishes of somebody who calls: district, when, and what the site must have. Closed until they are wanted. */
export function NarrowTimes(props: TimeFiltersProps) {
  const t = bookingTexts(useConsole().language)
  return (
    <details className="console-narrow">
      <summary>{t('narrow.title')}</summary>
      <div className="console-toolbar console-filters">
        <District {...props} />
        <When {...props} />
        <Needs {...props} />
      </div>
    </details>
  )
}

function District({ filter, onFilter }: TimeFiltersProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const districts = [...new Set(directory.sites.map(({ district }) => district))].toSorted((a, b) =>
    a.localeCompare(b, 'de'),
  )
  return (
    <Picker
      label={t('narrow.district')}
      value={filter.district ?? ANY}
      onChange={(value) =>
        onFilter(changed(filter, { district: value === ANY ? undefined : value, site: undefined }))
      }
      options={[
        { value: ANY, text: t('narrow.any') },
        ...districts.map((district) => ({ value: district, text: district })),
      ]}
    />
  )
}

function When({ filter, onFilter }: TimeFiltersProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  return (
    <>
      <Picker
        label={t('narrow.weekday')}
        value={String(filter.weekday ?? ANY)}
        onChange={(value) =>
          onFilter(changed(filter, { weekday: value === ANY ? undefined : Number(value), day: undefined }))
        }
        options={[
          { value: ANY, text: t('narrow.any') },
          ...WISHED_WEEKDAYS.map((day) => ({ value: String(day), text: formatWeekday(day, language) })),
        ]}
      />
      <Picker
        label={t('narrow.part')}
        value={filter.part ?? ANY}
        onChange={(value) =>
          onFilter(changed(filter, { part: PART_NAMES.find((one) => one === value), day: undefined }))
        }
        options={[
          { value: ANY, text: t('narrow.any') },
          ...PART_NAMES.map((part) => ({ value: part, text: t(`narrow.part.${part}`) })),
        ]}
      />
    </>
  )
}

function Needs({ filter, onFilter }: TimeFiltersProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const spoken = SPOKEN_LANGUAGES.filter((one) =>
    directory.sites.some(({ languages }) => languages.includes(one)),
  )
  const ticks = [
    { name: 'stepFree', shown: true },
    { name: 'familyFriendly', shown: directory.sites.some(({ familyFriendly }) => familyFriendly) },
    { name: 'selfService', shown: directory.sites.some(({ selfService }) => selfService) },
  ] as const
  return (
    <>
      {spoken.length > 1 && (
        <Picker
          label={t('narrow.spoken')}
          value={filter.language ?? ANY}
          onChange={(value) =>
            onFilter(changed(filter, { language: spoken.find((one) => one === value), site: undefined }))
          }
          options={[
            { value: ANY, text: t('narrow.any') },
            ...spoken.map((one) => ({ value: one, text: uiTexts(language)(`spoken.${one}`) })),
          ]}
        />
      )}
      {ticks
        .filter(({ shown }) => shown)
        .map(({ name }) => (
          <CheckBox
            key={name}
            checked={filter[name] === true}
            onChange={(checked) =>
              onFilter(changed(filter, { [name]: checked || undefined, site: undefined }))
            }
          >
            {t(`narrow.${name}`)}
          </CheckBox>
        ))}
    </>
  )
}
