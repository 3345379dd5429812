import { siteNameOn } from '#features/authority/actions.ts'
import type { Language } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatDay, formatShortDay, formatTime } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { Nothing, WalkInSite } from '../actions.ts'
import { mayWait } from '../model/whyNothing.ts'
import type { FreeTime } from '../model.ts'
import { bookingAddress, keysOf } from './address.ts'
import { matterInWords, texts } from './texts.ts'
import type { TimesPageProps } from './timesView.ts'

/** What helps where no time is free and stands outside of the plan. */
export type Alternatives = {
  readonly phone: string
  /** Sites where everything asked for can be had without an appointment, as they are now. */
  readonly walkIns: readonly WalkInSite[]
}

/** So many sites without appointment are named. */
const WALK_INS_SHOWN = 3

/** Says that nothing is free, why, and what helps. */
export function NoTimes(props: TimesPageProps) {
  const { nothing } = props.answer
  if (!nothing) return null
  const t = texts(props.frame.language)
  return (
    <Section title={t(TITLES[nothing.why.kind])}>
      <Text>{reason(props, nothing)}</Text>
      <Text>{t('none.helps')}</Text>
      <List items={[...times(props, nothing), ...otherWays(props, nothing)]} />
    </Section>
  )
}

const TITLES = {
  no_site: 'none.noSite',
  not_offered: 'none.notOffered',
  apart: 'none.together',
  only_alone: 'none.together',
  beyond_horizon: 'none.tooFar',
  full: 'none.title',
} as const

function reason({ frame: { language }, answer, filter }: TimesPageProps, { why }: Nothing): string {
  const t = texts(language)
  const where = filter.site === undefined ? 'all' : 'one'
  switch (why.kind) {
    case 'no_site':
      return t('none.noSiteText')
    case 'not_offered':
    case 'apart':
    case 'only_alone': {
      const named = answer.services.filter(({ id }) => why.services.includes(id))
      const services = named.map(({ texts: { title } }) => title[language]).join(', ')
      return t(REASONS[why.kind], { services, where })
    }
    case 'beyond_horizon':
      return t('none.tooFarText', { day: formatDay(why.horizon, language) })
    case 'full':
      return why.first === null
        ? t('none.fullText', { day: formatDay(why.horizon, language), where })
        : t('none.fullUntilText', { day: formatDay(why.first, language), where })
  }
}

const REASONS = {
  not_offered: 'none.notOfferedText',
  apart: 'none.togetherText',
  only_alone: 'none.onlyAloneText',
} as const

/** Times that can be had: on another day, at another site, or for less. */
function times({ frame, use, filter }: TimesPageProps, nothing: Nothing) {
  const { why, firstAsWished, elsewhere, fewer } = nothing
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)

  const first = why.kind === 'full' ? why.first : null
  return [
    ...(first === null
      ? []
      : [
          <Link
            key="first"
            href={keep(use.addressOf({ ...filter, ...(firstAsWished ? ANY_DAY : ANY_TIME), from: first }))}
          >
            {t('none.firstDay', { day: formatDay(first, language) })}
          </Link>,
        ]),
    ...elsewhere.map((other) => (
      <Link
        key={other.site.key}
        href={keep(use.addressOf({ ...filter, ...ANY_DAY, ...ANY_PLACE, site: other.site.key }))}
      >
        {t('none.elsewhere', {
          site: siteNameOn(other.site, other.first.day, language),
          time: timeInWords(other.first, other.site.timeZone, language),
        })}
      </Link>
    )),
    ...(use.change ? fewer : []).map(({ matters, site, first: time }) => (
      <Link
        key={matters.map(({ service }) => service.key).join()}
        href={keep(
          bookingAddress('/booking/times', { matters: keysOf(matters), filter: { ...filter, ...ANY_DAY } }),
        )}
      >
        {t('none.less', {
          matters: matters.map((matter) => matterInWords(matter, language)).join(', '),
          time: timeInWords(time, site.timeZone, language),
          site: siteNameOn(site, time.day, language),
        })}
      </Link>
    )),
  ]
}

/** The first day with a time may be none of the weekday or part of the day that was asked for. */
const ANY_TIME = { day: undefined, weekday: undefined, part: undefined }
const ANY_DAY = { day: undefined, from: undefined }
const ANY_PLACE = { district: undefined, near: undefined, within: undefined }

function timeInWords({ day, startsAt }: FreeTime, zone: string, language: Language): string {
  return `${formatShortDay(day, language)}, ${formatTime(startsAt, zone, language)}`
}

/** What can be done without a time. */
function otherWays(
  { frame, use, answer, alternatives }: TimesPageProps,
  { why, online, divisible }: Nothing,
) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const { phone, walkIns } = alternatives
  return [
    ...(use.waitlist && answer.inOneVisit && mayWait(why)
      ? [
          <Link key="waitlist" href={keep(use.waitlist)}>
            {t('none.waitlist')}
          </Link>,
        ]
      : []),
    ...(divisible && use.change
      ? [
          <Link key="fewer" href={keep(use.change)}>
            {t('none.fewer')}
          </Link>,
        ]
      : []),
    ...walkIns.slice(0, WALK_INS_SHOWN).map((line) => walkInInWords(line, language)),
    ...online.map((service) => (
      <Link key={service.key} href={service.onlineUrl ?? keep(`/services/${service.key}`)}>
        {t('none.online', { title: service.texts.title[language] })}
      </Link>
    )),
    ...(why.kind === 'full' ? [t('none.again')] : []),
    <PhoneText key="phone" text={t('none.phone', { phone })} phone={phone} />,
  ]
}

/** The present outlook of somebody who comes without appointment: how many wait, and what is foretold. */
function walkInInWords(line: WalkInSite, language: Language): string {
  const { site, closesAt, opensAt, waiting, forecast } = line
  const t = texts(language)
  const name = site.texts.name[language]
  const at = closesAt ?? opensAt
  if (at === null) return t('none.walkIn', { sites: name })
  const time = formatTime(at, site.timeZone, language)
  if (closesAt !== null) {
    if (forecast?.stopped) return t('none.walkInStopped', { site: name })
    return [t('none.walkInOpen', { site: name, time, waiting }), ...callInWords(line, language)].join(' ')
  }
  const day = formatShortDay(dayOf(at, site.timeZone), language)
  return t('none.walkInClosed', { site: name, day, time })
}

/** What is longer is said in hours, as where everybody looks at all sites. Minutes. */
const IN_HOURS = 90

/** When whoever comes now is probably called, in sentences; none where nothing is known. */
function callInWords({ site, forecast }: WalkInSite, language: Language): string[] {
  const t = texts(language)
  const doubt = forecast?.doubtful ? [t('none.called.doubtful')] : []
  if (!forecast?.call) return doubt
  const { way, from, until, aboutMinutes } = forecast.call
  const minutes = aboutMinutes ?? 0
  if (way === 'about') {
    const about =
      minutes > IN_HOURS
        ? t('none.called.hours', { hours: minutes / 60 })
        : t('none.called.about', { minutes })
    return [about, ...doubt]
  }
  const moments = {
    from: formatTime(from, site.timeZone, language),
    until: formatTime(until, site.timeZone, language),
  }
  return [t(`none.called.${way}`, moments), ...doubt]
}
