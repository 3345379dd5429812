import { formatDay, formatWeekday } from '#platform/time/format.ts'
import { languageField } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { Details } from '#ui/Details.tsx'
import { Form } from '#ui/Form.tsx'
import { Select } from '#ui/Select.tsx'
import { TextField } from '#ui/TextField.tsx'
import { uiTexts } from '#ui/texts.ts'
import { PART_NAMES, WISHED_DISTANCES, WISHED_WEEKDAYS } from '../model/narrowing.ts'
import { ChosenFilters } from './ChosenFilters.tsx'
import { texts } from './texts.ts'
import type { TimesPageProps } from './timesView.ts'

/** Narrows the list: a form that works without script, closed until it is wanted, and what is chosen as links. */
export function TimesFilter(props: TimesPageProps) {
  const { frame, use, answer } = props
  const t = texts(frame.language)
  const [path = '', query = ''] = use.addressOf({}).split('?')
  const carried = new URLSearchParams(query)
  const hidden = Object.fromEntries([...new Set(carried.keys())].map((name) => [name, carried.getAll(name)]))
  return (
    <>
      <Details title={t('times.filter')} open={answer.placeKnown === false}>
        <Form method="get" action={path} hidden={{ ...hidden, ...languageField(frame.address) }}>
          <WhereFields {...props} />
          <WhenFields {...props} />
          <SiteFields {...props} />
          <Button variant="secondary">{t('times.show')}</Button>
        </Form>
      </Details>
      <ChosenFilters {...props} />
    </>
  )
}

function WhereFields({ frame: { language }, answer, filter, choices }: TimesPageProps) {
  const t = texts(language)
  const any = { value: '', text: t('times.any') }
  return (
    <>
      <TextField
        name="near"
        label={t('times.near')}
        hint={t('times.nearHint')}
        value={filter.near}
        maxLength={120}
        spellCheck={false}
        {...(answer.placeKnown === false ? { error: t('times.nearUnknown') } : {})}
      />
      <Select
        name="within"
        label={t('times.within')}
        value={filter.within ?? ''}
        options={[
          any,
          ...WISHED_DISTANCES.map((km) => ({ value: String(km), text: t('times.upTo', { km }) })),
        ]}
      />
      {choices.districts.length > 1 && (
        <Select
          name="district"
          label={t('times.district')}
          value={filter.district ?? ''}
          options={[any, ...choices.districts.map((district) => ({ value: district, text: district }))]}
        />
      )}
      <Select
        name="site"
        label={t('times.site')}
        value={filter.site ?? ''}
        options={[
          { value: '', text: t('times.allSites') },
          ...answer.sites.map(({ site }) => ({ value: site.key, text: site.texts.name[language] })),
        ]}
      />
    </>
  )
}

function WhenFields({ frame: { language }, answer, filter }: TimesPageProps) {
  const t = texts(language)
  const any = { value: '', text: t('times.any') }
  const days = [...new Set([...answer.days, ...(filter.day ? [filter.day] : [])])].toSorted()
  return (
    <>
      <Select
        name="day"
        label={t('times.day')}
        value={filter.day ?? ''}
        options={[
          { value: '', text: t('times.allDays') },
          ...days.map((day) => ({ value: day, text: formatDay(day, language) })),
        ]}
      />
      <Select
        name="weekday"
        label={t('times.weekday')}
        value={filter.weekday ?? ''}
        options={[
          any,
          ...WISHED_WEEKDAYS.map((day) => ({ value: String(day), text: formatWeekday(day, language) })),
        ]}
      />
      <Select
        name="part"
        label={t('times.part')}
        value={filter.part ?? ''}
        options={[any, ...PART_NAMES.map((part) => ({ value: part, text: t(`times.part.${part}`) }))]}
      />
    </>
  )
}

function SiteFields({ frame: { language }, filter, choices }: TimesPageProps) {
  const t = texts(language)
  const ticks = [
    { name: 'access', shown: true },
    { name: 'family', shown: choices.families },
    { name: 'terminal', shown: choices.terminals },
  ] as const
  return (
    <>
      {choices.languages.length > 1 && (
        <Select
          name="spoken"
          label={t('times.spoken')}
          value={filter.spoken ?? ''}
          options={[
            { value: '', text: t('times.any') },
            ...choices.languages.map((one) => ({ value: one, text: uiTexts(language)(`spoken.${one}`) })),
          ]}
        />
      )}
      {ticks
        .filter(({ shown }) => shown)
        .map(({ name }) => (
          <CheckboxGroup
            key={name}
            name={name}
            label={t(`times.${name}Label`)}
            choices={[{ value: '1', label: t(`times.${name}`) }]}
            values={filter[name] ? ['1'] : []}
          />
        ))}
    </>
  )
}
