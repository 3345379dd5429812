import { moveInWords } from '#features/authority/actions.ts'
import { movesAfter } from '#features/authority/model/relocation.ts'
import {
  addressLine,
  type Closure,
  openSpans,
  type Site,
  specialHoursAhead,
} from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { addDays, dayOf, type Weekday } from '#kernel/wallTime.ts'
import { formatDay, formatTimeRange, formatWeekday } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { RowList } from '#ui/RowList.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList, type SummaryRow } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { uiTexts } from '#ui/texts.ts'
import type { Service, ServiceMode } from '../model.ts'
import { type Calendar, ClosedToday, OpenTag, spansInWords, todayInWords } from './opening.tsx'
import { comingStops } from './StopRows.tsx'
import { texts } from './texts.ts'

export type SitePageProps = {
  readonly frame: PageFrame
  readonly site: Site
  readonly calendar: Calendar
  /** That fewer counters are open today; null where none is closed. */
  readonly fewer: Readonly<Record<Language, string>> | null
  readonly offers: readonly { readonly service: Service; readonly mode: ServiceMode }[]
  readonly phone: string
}

/** Closures are named half a year ahead: longer than anybody can book. */
const CLOSURE_DAYS = 180

const WEEK: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

/** One site: where it is, how to get there and in, when it is open, and what can be done there. */
export function SitePage(props: SitePageProps) {
  const { frame, site, calendar, offers } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const name = site.texts.name[language]
  const closures = closuresAhead(site, calendar, language)
  const special = specialDays(site, calendar, language)
  return (
    <Page
      {...frame}
      title={name}
      homeHref={keep('/')}
      before={<BackLink href={keep('/sites')} text={t('site.back')} />}
    >
      <Heading level={1}>{name}</Heading>
      <ClosedToday site={site} calendar={calendar} language={language} />
      {props.fewer && <Alert kind="info" title={props.fewer[language]} />}
      <Moves site={site} calendar={calendar} language={language} />
      <SummaryList rows={factsOf(props)} />
      {site.kind === 'mobile' ? (
        <Section title={t('site.stops')}>
          <StopDays site={site} calendar={calendar} language={language} />
        </Section>
      ) : (
        <Section title={t('site.hours')}>
          <SummaryList rows={WEEK.map((weekday) => hoursOf(site, weekday, language))} />
        </Section>
      )}
      {special.length > 0 && (
        <Section title={t('site.specialHours')}>
          <List items={special} />
        </Section>
      )}
      {closures.length > 0 && site.kind !== 'mobile' && (
        <Section title={t('site.closures')}>
          <List items={closures} />
        </Section>
      )}
      <Section title={t('site.services')}>
        <RowList
          rows={offers.map(({ service, mode }) => ({
            key: service.key,
            title: <Link href={keep(`/services/${service.key}`)}>{service.texts.title[language]}</Link>,
            detail: t(`mode.${mode}`),
          }))}
        />
      </Section>
    </Page>
  )
}

/** Where the site will be, from which day on. */
function Moves({
  site,
  calendar,
  language,
}: {
  readonly site: Site
  readonly calendar: Calendar
  readonly language: Language
}) {
  const t = texts(language)
  return movesAfter(site.addresses, dayOf(calendar.now, site.timeZone)).map((move) => {
    if (move.firstDay === null) return null
    const name = move.texts.name[language]
    return (
      <Alert key={move.firstDay} kind="info" title={t('site.moves')}>
        <Text bold>{moveInWords(move, move.firstDay, language)}</Text>
        {name !== site.texts.name[language] && <Text>{name}</Text>}
        <Text>{t('site.movesWay', { way: move.texts.way[language] })}</Text>
        {!move.stepFree && <Text>{t('site.movesSteps')}</Text>}
      </Alert>
    )
  })
}

/** The days on which the mobile team is here. */
function StopDays({
  site,
  calendar,
  language,
}: Pick<SitePageProps, 'site' | 'calendar'> & { readonly language: Language }) {
  const t = texts(language)
  const stops = comingStops([site], calendar)
  if (stops.length === 0) return <Text>{t('stops.none')}</Text>
  return (
    <List
      items={stops.map(({ stop: { day, opens, closes } }) =>
        t('site.stopDay', {
          day: formatDay(day, language),
          hours: formatTimeRange(opens, closes, language),
        }),
      )}
    />
  )
}

function factsOf({ frame: { language }, site, calendar, phone }: SitePageProps): SummaryRow[] {
  const t = texts(language)
  const kind = site.kind === 'permanent' ? undefined : t(`site.${site.kind}`)
  return [
    { term: t('site.address'), value: addressLine(site) },
    {
      term: t('site.today'),
      value: (
        <>
          <OpenTag site={site} calendar={calendar} language={language} />{' '}
          {todayInWords(site, calendar, language)}
        </>
      ),
    },
    { term: t('site.way'), value: site.texts.way[language] },
    {
      term: t('site.access'),
      value: site.stepFree ? (
        t('site.stepFree')
      ) : (
        <PhoneText text={t('site.steps', { phone })} phone={phone} />
      ),
    },
    {
      term: t('site.languages'),
      value: site.languages.map((spoken) => uiTexts(language)(`spoken.${spoken}`)).join(', '),
    },
    ...(site.familyFriendly || site.selfService
      ? [{ term: t('site.for'), value: comforts(site, language) }]
      : []),
    ...(kind === undefined ? [] : [{ term: t('site.kind'), value: kind }]),
  ]
}

function comforts({ familyFriendly, selfService }: Site, language: Language) {
  const t = texts(language)
  return (
    <>
      {familyFriendly && <div>{t('site.family')}</div>}
      {selfService && <div>{t('site.selfService')}</div>}
    </>
  )
}

function hoursOf(site: Site, weekday: Weekday, language: Language): SummaryRow {
  const t = texts(language)
  const words = site.hours
    .filter((hours) => hours.weekday === weekday)
    .map(({ opens, closes }) => formatTimeRange(opens, closes, language))
  return {
    term: formatWeekday(weekday, language),
    value:
      words.length === 0
        ? t('site.closed')
        : words.reduce((first, second) => t('site.and', { first, second })),
  }
}

/** Days with other hours than those of their weekday, in words; without those on which a closure leaves none. */
function specialDays(site: Site, { now, closures }: Calendar, language: Language): string[] {
  const days = new Set(specialHoursAhead(site, now).map(({ day }) => day))
  return [...days].flatMap((day) => {
    const hours = spansInWords(openSpans(site, closures, day), site.timeZone, language)
    return hours === undefined
      ? []
      : texts(language)('site.specialDay', { day: formatDay(day, language), hours })
  })
}

/** Closures of this site that are not over, in words; without those on days on which it has no hours anyway. */
function closuresAhead(site: Site, { now, closures }: Calendar, language: Language): string[] {
  const t = texts(language)
  const today = dayOf(now, site.timeZone)
  return closures
    .filter((closure) => closure.siteId === null || closure.siteId === site.id)
    .filter((closure) => closure.lastDay >= today && closure.firstDay <= addDays(today, CLOSURE_DAYS))
    .filter((closure) => matters(site, closure))
    .map(({ firstDay, lastDay, starts, ends, texts }) => {
      const first = formatDay(firstDay, language)
      const hours = starts && ends ? formatTimeRange(starts, ends, language) : undefined
      const reason = hours === undefined ? texts.reason[language] : `${texts.reason[language]} (${hours})`
      return firstDay === lastDay
        ? t('site.closureDay', { day: first, reason })
        : t('site.closureDays', { first, last: formatDay(lastDay, language), reason })
    })
}

function matters(site: Site, { firstDay, lastDay }: Closure): boolean {
  return firstDay !== lastDay || openSpans(site, [], firstDay).length > 0
}
