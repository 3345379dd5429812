import { formatDay } from '#platform/time/format.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { Details } from '#ui/Details.tsx'
import { Form } from '#ui/Form.tsx'
import { Link } from '#ui/Link.tsx'
import { Select } from '#ui/Select.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'
import type { TimesPageProps } from './timesView.ts'

/** Narrows the list to a site or a day. */
export function TimesFilter({ frame, use, answer, filter }: TimesPageProps) {
  const { language } = frame
  const t = texts(language)
  const [path = '', query = ''] = use.addressOf({ from: filter.from }).split('?')
  const carried = new URLSearchParams(query)
  const hidden = Object.fromEntries([...new Set(carried.keys())].map((name) => [name, carried.getAll(name)]))
  const days = [...new Set([...answer.days, ...(filter.day ? [filter.day] : [])])].toSorted()
  const filtered = filter.site !== undefined || filter.day !== undefined
  return (
    <Details title={t('times.filter')} open={filtered}>
      <Form method="get" action={path} hidden={{ ...hidden, ...languageField(frame.address) }}>
        <Select
          name="site"
          label={t('times.site')}
          value={filter.site ?? ''}
          options={[
            { value: '', text: t('times.allSites') },
            ...answer.sites.map(({ site }) => ({ value: site.key, text: site.texts.name[language] })),
          ]}
        />
        <Select
          name="day"
          label={t('times.day')}
          value={filter.day ?? ''}
          options={[
            { value: '', text: t('times.allDays') },
            ...days.map((day) => ({ value: day, text: formatDay(day, language) })),
          ]}
        />
        <Button variant="secondary">{t('times.show')}</Button>
      </Form>
      {filtered && (
        <Text>
          <Link href={keepLanguage(frame.address)(use.addressOf({}))}>{t('times.reset')}</Link>
        </Text>
      )}
    </Details>
  )
}
