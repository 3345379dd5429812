import type { Instant } from '#kernel/instant.ts'
import { formatDayAndTime, formatShortDay } from '#platform/time/format.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { Details } from '#ui/Details.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Select } from '#ui/Select.tsx'
import { Table } from '#ui/Table.tsx'
import { Text } from '#ui/Text.tsx'
import type { FirstFree, LeadDay } from '../actions.ts'
import { inDays } from '../model/leadTime.ts'
import { LeadChart } from './LeadChart.tsx'
import { texts } from './texts.ts'

/** The licence under which the figures stand: anybody may use them for anything. */
const LICENCE = 'https://www.govdata.de/dl-de/zero-2-0'

export type OpenDataPageProps = {
  readonly frame: PageFrame
  readonly free: readonly FirstFree[]
  /** The service that is shown; none where nothing can be booked. */
  readonly chosen: FirstFree | undefined
  /** Its last days, anywhere in the city. */
  readonly days: readonly LeadDay[]
  readonly at: Instant
}

/** How long one waits for a time: now at each site, and on the last days; the same as files. */
export function OpenDataPage(props: OpenDataPageProps) {
  const { frame, chosen } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('open.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/')} text={t('open.home')} />}
    >
      <Heading level={1}>{t('open.title')}</Heading>
      <Text size="large">{t('open.intro')}</Text>
      {chosen ? (
        <>
          <Chooser {...props} chosen={chosen} />
          <Now {...props} chosen={chosen} />
          <History {...props} chosen={chosen} />
        </>
      ) : (
        <Text>{t('open.nothing')}</Text>
      )}
      <Files {...props} />
    </Page>
  )
}

type Shown = OpenDataPageProps & { readonly chosen: FirstFree }

function Chooser({ frame, free, chosen }: Shown) {
  const t = texts(frame.language)
  return (
    <Form method="get" action="/open-data" hidden={languageField(frame.address)}>
      <Select
        name="service"
        label={t('open.service')}
        value={chosen.service.key}
        options={free.map(({ service }) => ({
          value: service.key,
          text: service.texts.title[frame.language],
        }))}
      />
      <Button variant="secondary">{t('open.show')}</Button>
    </Form>
  )
}

function Now({ frame: { language, address }, chosen: { service, sites }, at }: Shown) {
  const t = texts(language)
  const keep = keepLanguage(address)
  const title = t('open.now', { service: service.texts.title[language] })
  return (
    <Section title={title}>
      <Table
        caption={title}
        captionHidden
        columns={[
          { key: 'site', title: t('open.site') },
          { key: 'time', title: t('open.firstFree') },
        ]}
        rows={sites.map(({ site, startsAt }) => ({
          key: site.key,
          cells: {
            site: site.texts.name[language],
            time: startsAt === null ? t('open.full') : formatDayAndTime(startsAt, site.timeZone, language),
          },
        }))}
      />
      <Text>
        {t('open.at', { time: formatDayAndTime(at, sites[0]?.site.timeZone ?? 'UTC', language) })}{' '}
        <Link href={keep(`/services/${service.key}`)}>{t('open.toService')}</Link>
      </Text>
    </Section>
  )
}

function History({ frame: { language }, days }: Shown) {
  const t = texts(language)
  const days1 = (minutes: number | null) =>
    minutes === null ? '–' : t('open.days', { days: inDays(minutes) })
  return (
    <Section title={t('open.history')}>
      <Text>{t('open.explainOffered')}</Text>
      <Text>{t('open.explainChosen')}</Text>
      {days.length < 2 ? (
        <Text>{t('open.noHistory')}</Text>
      ) : (
        <LeadChart
          language={language}
          points={days.map(({ day, meanMinutes, medianMinutes }) => ({
            day,
            offered: meanMinutes,
            chosen: medianMinutes,
          }))}
        />
      )}
      {days.length > 0 && (
        <Details title={t('open.numbers')}>
          <Table
            caption={t('open.history')}
            captionHidden
            dense
            columns={[
              { key: 'day', title: t('open.day') },
              { key: 'offered', title: t('open.offered'), numeric: true },
              { key: 'chosen', title: t('open.chosen'), numeric: true },
              { key: 'fortnight', title: t('open.fortnight'), numeric: true },
            ]}
            rows={days.toReversed().map((row) => ({
              key: row.day,
              cells: {
                day: formatShortDay(row.day, language),
                offered: days1(row.meanMinutes),
                chosen: days1(row.medianMinutes),
                fortnight:
                  row.bookings === null
                    ? t('open.tooFew')
                    : t('open.share', { part: row.withinFortnight ?? 0, all: row.bookings }),
              },
            }))}
          />
        </Details>
      )}
    </Section>
  )
}

function Files({ frame: { language }, chosen }: OpenDataPageProps) {
  const t = texts(language)
  const of = chosen ? `?service=${chosen.service.key}` : ''
  return (
    <Section title={t('open.files')}>
      <List
        items={[
          <Link key="free" href="/api/open/first-free.csv">
            {t('open.fileFree')}
          </Link>,
          <Link key="history" href="/api/open/lead-times.csv">
            {t('open.fileHistory')}
          </Link>,
          ...(chosen
            ? [
                <Link key="service" href={`/api/open/lead-times.csv${of}`}>
                  {t('open.fileService', { service: chosen.service.texts.title[language] })}
                </Link>,
              ]
            : []),
          <Link key="waiting" href="/api/open/waiting.csv">
            {t('open.fileWaiting')}
          </Link>,
          <Link key="promises" href="/api/open/promises.csv">
            {t('open.filePromises')}
          </Link>,
          <Link key="api" href="/api">
            {t('open.fileApi')}
          </Link>,
        ]}
      />
      <Text>
        {t('open.licence')} <Link href={LICENCE}>{t('open.licenceName')}</Link>
      </Text>
    </Section>
  )
}
