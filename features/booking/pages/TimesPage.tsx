import type { Id } from '#kernel/id.ts'
import { formatDay, formatShortDay, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Details } from '#ui/Details.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { RowList } from '#ui/RowList.tsx'
import { Section } from '#ui/Section.tsx'
import { Select } from '#ui/Select.tsx'
import { Steps } from '#ui/Steps.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { TimeButton, type TimeTile, TimeTiles } from '#ui/TimeTiles.tsx'
import type { TimeAnswer } from '../actions.ts'
import type { FreeTime } from '../model.ts'
import { type ChosenMatter, type Filter, keysOf, timeValue } from './address.ts'
import { type Alternatives, NoTimes } from './NoTimes.tsx'
import { proofOf } from './proof.ts'
import { firstDays, quarterly } from './shownTimes.ts'
import { STEPS } from './steps.ts'
import { matterInWords, texts } from './texts.ts'

/** How the list of times is used: to book, or to move what is booked. */
export type TimesUse = {
  readonly title: string
  /** A sentence below the title. */
  readonly note?: string
  readonly back: string
  /** Steps are counted only while booking. */
  readonly steps: boolean
  /** The address of this list with another filter, without the language. */
  readonly addressOf: (filter: Filter) => string
  /** Where a pressed time is sent. */
  readonly action: string
  /** What travels along with a pressed time. */
  readonly hidden: Readonly<Record<string, string | undefined>>
  /** A pressed time needs a proof of work. */
  readonly proven?: boolean
  /** To change the matters; without it they stay. */
  readonly change?: string
  /** Where to join the waitlist for these matters. */
  readonly waitlist?: string
}

export type TimesPageProps = {
  readonly frame: PageFrame
  readonly use: TimesUse
  readonly matters: readonly ChosenMatter[]
  readonly answer: TimeAnswer
  readonly filter: Filter
  /** Why the pressed time could not be had. */
  readonly problem?: string | undefined
  readonly alternatives: Alternatives
}

/** The list of free times: the earliest of every site, a filter, and times by day. */
export function TimesPage(props: TimesPageProps) {
  const { frame, use, answer, problem, filter } = props
  const keep = keepLanguage(frame.address)
  const first = filter.site === undefined && filter.day === undefined && filter.from === undefined
  return (
    <Page
      {...frame}
      title={use.title}
      homeHref={keep('/')}
      noIndex
      before={
        <>
          <BackLink href={keep(use.back)} text={texts(frame.language)('back')} />
          {use.steps && <Steps language={frame.language} current={2} total={STEPS} />}
        </>
      }
    >
      <Heading level={1}>{use.title}</Heading>
      {problem && <Alert kind="warning" title={problem} live="assertive" />}
      {use.note && <Text>{use.note}</Text>}
      <Asked {...props} />
      {answer.sites.length === 0 || (first && answer.times.length === 0) ? (
        <NoTimes
          frame={frame}
          answer={answer}
          alternatives={props.alternatives}
          {...(use.change ? { change: use.change } : {})}
          {...(use.waitlist ? { waitlist: use.waitlist } : {})}
        />
      ) : (
        <>
          {first && <Earliest {...props} />}
          <FilterForm {...props} />
          <FreeTimes {...props} />
          {use.waitlist && (
            <Text>
              <Link href={keepLanguage(frame.address)(use.waitlist)}>
                {texts(frame.language)('times.waitlist')}
              </Link>
            </Text>
          )}
        </>
      )}
    </Page>
  )
}

function Asked({ frame: { language, address }, use, matters, answer }: TimesPageProps) {
  const t = texts(language)
  const action = use.change
    ? { action: { href: keepLanguage(address)(use.change), text: t('change'), about: t('times.matters') } }
    : {}
  return (
    <SummaryList
      rows={[
        {
          term: t('times.matters'),
          value: matters.map((matter) => (
            <div key={matter.service.key}>{matterInWords(matter, language)}</div>
          )),
          ...action,
        },
        { term: t('times.minutes'), value: t('times.about', { minutes: answer.minutes }) },
      ]}
    />
  )
}

/** One row for each site, the one that is free first at the top; a press takes the time. */
function Earliest(props: TimesPageProps) {
  const { frame, use, answer } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const sites = answer.sites.toSorted(
    (a, b) => (a.earliest?.startsAt ?? Number.MAX_VALUE) - (b.earliest?.startsAt ?? Number.MAX_VALUE),
  )
  return (
    <Section title={t('times.sites')}>
      <Text>{t('times.sitesHint')}</Text>
      <Form action={keep(use.action)} hidden={use.hidden} proof={proofFor(props)}>
        <RowList
          rows={sites.map(({ site, earliest }) => ({
            key: site.key,
            title: <Link href={keep(use.addressOf({ site: site.key }))}>{site.texts.name[language]}</Link>,
            detail: `${site.street}, ${site.district}`,
            aside: earliest ? (
              <TimeButton
                name="time"
                tile={{
                  value: timeValue({ siteKey: site.key, startsAt: earliest.startsAt }),
                  time: `${formatShortDay(earliest.day, language)}, ${formatTime(earliest.startsAt, site.timeZone, language)}`,
                  spoken: site.texts.name[language],
                }}
              />
            ) : (
              t('times.full', { day: formatShortDay(answer.window.horizon, language) })
            ),
          }))}
        />
      </Form>
    </Section>
  )
}

function FilterForm({ frame, use, answer, filter }: TimesPageProps) {
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

function FreeTimes(props: TimesPageProps) {
  const { frame, use, answer, filter } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  if (answer.times.length === 0) {
    return (
      <Section title={t('times.nothingHere')}>
        <Text>
          {t('times.nothingHereText', { day: formatShortDay(filter.day ?? answer.window.to, language) })}
        </Text>
        <Ways {...props} lastDay={undefined} />
      </Section>
    )
  }
  if (filter.day !== undefined) return <TimesOfDay {...props} />
  const days = firstDays(answer.times, filter.site !== undefined)
  const site = answer.sites.find(({ site: { key } }) => key === filter.site)?.site
  return (
    <Section title={site ? t('times.freeAt', { site: site.texts.name[language] }) : t('times.free')}>
      {days.map(({ day, times }) => (
        <Section key={day} title={formatDay(day, language)} level={3}>
          <Form action={keep(use.action)} hidden={use.hidden} proof={proofFor(props)}>
            <TimeTiles name="time" times={tilesOf(props, times, site ? 'day' : 'site')} />
          </Form>
          {!site && (
            <Text>
              <Link href={keep(use.addressOf({ ...filter, day }))}>
                {t('times.allOfDay')}
                <span className="kern-sr-only">: {formatDay(day, language)}</span>
              </Link>
            </Text>
          )}
        </Section>
      ))}
      <Ways {...props} lastDay={days.at(-1)?.day} />
    </Section>
  )
}

/** All times of one day, by site. */
function TimesOfDay(props: TimesPageProps) {
  const { frame, use, answer, filter } = props
  const { language } = frame
  const t = texts(language)
  const bySite = Map.groupBy(quarterly(answer.times), (time) => time.siteId)
  return (
    <Section title={t('times.freeOn', { day: formatDay(filter.day ?? answer.window.from, language) })}>
      {answer.sites.map(({ site }) => {
        const times = bySite.get(site.id) ?? []
        if (times.length === 0) return null
        return (
          <Section key={site.key} title={site.texts.name[language]} level={3}>
            <Form
              action={keepLanguage(frame.address)(use.action)}
              hidden={use.hidden}
              proof={proofFor(props)}
            >
              <TimeTiles name="time" times={tilesOf(props, times, 'nothing')} />
            </Form>
          </Section>
        )
      })}
    </Section>
  )
}

const proofFor = ({ frame, use, matters }: TimesPageProps) =>
  use.proven ? proofOf(frame, keysOf(matters)) : undefined

/** To later days, and back. */
function Ways({
  frame,
  use,
  answer,
  filter,
  lastDay,
}: TimesPageProps & { readonly lastDay: FreeTime['day'] | undefined }) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const next = answer.days.find((day) => lastDay !== undefined && day > lastDay)
  return (
    <ButtonRow>
      {next !== undefined && filter.day === undefined && (
        <LinkButton variant="secondary" href={keep(use.addressOf({ site: filter.site, from: next }))}>
          {t('times.later')}
        </LinkButton>
      )}
      {filter.from !== undefined && (
        <LinkButton variant="tertiary" href={keep(use.addressOf({ site: filter.site }))}>
          {t('times.earlier')}
        </LinkButton>
      )}
    </ButtonRow>
  )
}

/** The sites' names go with a time where a list shows several sites; where two share a district, in full. */
function tilesOf(
  { frame: { language }, answer }: TimesPageProps,
  times: readonly FreeTime[],
  below: 'site' | 'day' | 'nothing',
): TimeTile[] {
  const sites = new Map<Id<'site'>, TimeAnswer['sites'][number]['site']>(
    answer.sites.map(({ site }) => [site.id, site]),
  )
  const districts = answer.sites.map(({ site }) => site.district)
  return times.flatMap(({ siteId, startsAt, day }) => {
    const site = sites.get(siteId)
    if (!site) return []
    const alone = districts.indexOf(site.district) === districts.lastIndexOf(site.district)
    const name = site.texts.name[language]
    return [
      {
        value: timeValue({ siteKey: site.key, startsAt }),
        time: formatTime(startsAt, site.timeZone, language),
        note: below === 'site' ? (alone ? site.district : name) : undefined,
        spoken: below === 'nothing' ? name : formatShortDay(day, language),
      },
    ]
  })
}
