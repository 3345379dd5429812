import { formatDay } from '#platform/time/format.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Select } from '#ui/Select.tsx'
import { Text } from '#ui/Text.tsx'
import { type ComingStop, StopRows } from './StopRows.tsx'
import { texts } from './texts.ts'

export type StopsPageProps = {
  readonly frame: PageFrame
  /** All that are to come, by day. */
  readonly stops: readonly ComingStop[]
  /** Only this district; empty for all. */
  readonly district: string
}

/** Where the mobile team is in the coming weeks, day by day. */
export function StopsPage({ frame, stops, district }: StopsPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const districts = [...new Set(stops.map(({ site }) => site.district))].toSorted()
  const shown = stops.filter(({ site }) => district === '' || site.district === district)
  const days = [...Map.groupBy(shown, ({ stop }) => stop.day)]
  return (
    <Page
      {...frame}
      title={t('stops.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/')} text={t('home')} />}
    >
      <Heading level={1}>{t('stops.title')}</Heading>
      <Text size="large">{t('stops.intro')}</Text>
      {districts.length > 1 && (
        <Form method="get" action="/stops" hidden={languageField(frame.address)}>
          <Select
            name="district"
            label={t('stops.district')}
            value={district}
            options={[
              { value: '', text: t('stops.allDistricts') },
              ...districts.map((one) => ({ value: one, text: one })),
            ]}
          />
          <Button variant="secondary">{t('stops.show')}</Button>
        </Form>
      )}
      {days.length === 0 && <Text>{t(district === '' ? 'stops.none' : 'stops.noneIn')}</Text>}
      {days.map(([day, ofDay]) => (
        <Section key={day} title={formatDay(day, language)}>
          <StopRows stops={ofDay} language={language} keep={keep} />
        </Section>
      ))}
    </Page>
  )
}
