import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatDate, formatShortDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Select } from '#ui/Select.tsx'
import { Table } from '#ui/Table.tsx'
import { Text } from '#ui/Text.tsx'
import type { Calibration } from '../actions.ts'
import { calibrationFileRoute, calibrationRoute } from '../contract.ts'
import { Files } from './Files.tsx'
import { texts } from './texts.ts'
import { CoverageChart, ErrorChart } from './WeekCharts.tsx'

export type CalibrationPageProps = {
  readonly frame: PageFrame
  readonly all: readonly Calibration[]
  /** Figures of days before this one are made up. */
  readonly madeUpBefore: LocalDate | null
  /** What is shown; nothing as long as nothing was told. */
  readonly chosen: Calibration | undefined
}

/** What waiting people were told beside when they were called, week by week, in pictures and a table. */
export function CalibrationPage(props: CalibrationPageProps) {
  const { frame, madeUpBefore, chosen } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('promises.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/waiting')} text={t('waits.title')} />}
    >
      <Heading level={1}>{t('promises.title')}</Heading>
      <Text size="large">{t('promises.intro')}</Text>
      {chosen ? (
        <>
          {madeUpBefore && (
            <Alert
              kind="info"
              title={t('promises.madeUp', { day: formatDate(madeUpBefore, frame.language) })}
            />
          )}
          <Chooser {...props} chosen={chosen} />
          <Weeks language={frame.language} chosen={chosen} />
        </>
      ) : (
        <Text>{t('promises.nothing')}</Text>
      )}
      <Files
        language={frame.language}
        csv={{ href: calibrationFileRoute.path, text: t('promises.csv') }}
        json={{ href: calibrationRoute.path, text: t('promises.api') }}
      />
    </Page>
  )
}

function nameOf({ site }: Calibration, language: Language): string {
  return site?.texts.name[language] ?? texts(language)('promises.all')
}

function Chooser({ frame, all, chosen }: CalibrationPageProps & { readonly chosen: Calibration }) {
  const t = texts(frame.language)
  return (
    <Form method="get" action="/promises" hidden={languageField(frame.address)}>
      <Select
        name="site"
        label={t('promises.site')}
        value={chosen.site?.key ?? ''}
        options={all.map((each) => ({
          value: each.site?.key ?? '',
          text: nameOf(each, frame.language),
        }))}
      />
      <Button variant="secondary">{t('promises.show')}</Button>
    </Form>
  )
}

function Weeks({ language, chosen }: { readonly language: Language; readonly chosen: Calibration }) {
  const t = texts(language)
  const title = t('promises.history', { site: nameOf(chosen, language) })
  return (
    <Section title={title}>
      {chosen.weeks.length > 1 && (
        <>
          <CoverageChart weeks={chosen.weeks} language={language} />
          <ErrorChart weeks={chosen.weeks} language={language} />
        </>
      )}
      <Table
        caption={title}
        captionHidden
        columns={[
          { key: 'week', title: t('promises.week') },
          { key: 'told', title: t('promises.told'), numeric: true },
          { key: 'coverage', title: t('promises.coverage'), numeric: true },
          { key: 'error', title: t('promises.error'), numeric: true },
          { key: 'without', title: t('promises.without'), numeric: true },
        ]}
        rows={chosen.weeks.toReversed().map(({ week, told, coverage, meanErrorMinutes, withoutCall }) => ({
          key: week,
          cells: {
            week: formatShortDay(week, language),
            told,
            coverage:
              coverage === null
                ? t('promises.few')
                : t('promises.percent', { percent: Math.round(coverage * 100) }),
            error:
              meanErrorMinutes === null
                ? t('promises.few')
                : t('promises.minutes', { minutes: Math.round(meanErrorMinutes * 10) / 10 }),
            without: withoutCall,
          },
        }))}
      />
      <Text>{t('promises.explain')}</Text>
    </Section>
  )
}
