import { SPOKEN_LANGUAGES } from '#kernel/language.ts'
import { formatDay, formatWeekday } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Text } from '#ui/Text.tsx'
import { uiTexts } from '#ui/texts.ts'
import { PART_NAMES } from '../model/narrowing.ts'
import type { Filter } from './address.ts'
import { texts } from './texts.ts'
import { sitesShown, type TimesPageProps } from './timesView.ts'

/** What narrows the list now, each with a way to take it back, and how many sites are left. */
export function ChosenFilters(props: TimesPageProps) {
  const { frame, use, filter } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const chosen = chosenOf(props)
  if (chosen.length === 0) return null
  return (
    <div role="status">
      <Text>{t('times.chosen', { count: sitesShown(props).length })}</Text>
      <List
        kind="plain"
        items={chosen.map(({ name, text }) => (
          <Link
            key={name}
            href={keep(
              use.addressOf({
                ...filter,
                [name]: undefined,
                ...(name === 'near' ? { within: undefined } : {}),
              }),
            )}
          >
            {t('times.without', { filter: text })}
          </Link>
        ))}
      />
      {chosen.length > 1 && (
        <Text>
          <Link href={keep(use.addressOf({}))}>{t('times.reset')}</Link>
        </Text>
      )}
    </div>
  )
}

function chosenOf({
  frame: { language },
  answer,
  filter,
}: TimesPageProps): readonly { readonly name: keyof Filter; readonly text: string }[] {
  const t = texts(language)
  const { near, within, district, site, day, weekday, part, spoken } = filter
  const known = answer.sites.find((one) => one.site.key === site)?.site
  const partName = PART_NAMES.find((one) => one === part)
  const tongue = SPOKEN_LANGUAGES.find((one) => one === spoken)
  const weekdayNumber = ([1, 2, 3, 4, 5, 6, 7] as const).find((one) => String(one) === weekday)
  const place = near && within ? t('times.nearWithin', { near, km: within }) : near
  const texted: Partial<Record<keyof Filter, string | undefined>> = {
    near: answer.placeKnown ? place : undefined,
    district,
    site: known?.texts.name[language],
    day: day && formatDay(day, language),
    weekday: weekdayNumber && formatWeekday(weekdayNumber, language),
    part: partName && t(`times.part.${partName}`),
    spoken: tongue && uiTexts(language)(`spoken.${tongue}`),
    access: filter.access && t('times.access'),
    family: filter.family && t('times.family'),
    terminal: filter.terminal && t('times.terminal'),
  }
  return (Object.keys(texted) as (keyof Filter)[]).flatMap((name) => {
    const text = texted[name]
    return text ? [{ name, text }] : []
  })
}
