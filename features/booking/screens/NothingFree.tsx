import { localDate, parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { dayOf, timeOf } from '#kernel/wallTime.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatDay, formatShortDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, siteName, zoneOf } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { walkInsRoute } from '../contract/nothing.ts'
import type { searchTimesRoute } from '../contract.ts'
import { bookingTexts } from './texts.ts'
import { changed, type TimeFilter } from './timeFilter.ts'

/** So many sites without appointment are named. */
const WALK_INS_SHOWN = 3

type Nothing = NonNullable<Output<typeof searchTimesRoute>['nothing']>

export type NothingFreeProps = {
  readonly nothing: Nothing
  /** As the question had them. */
  readonly matters: string
  readonly filter: TimeFilter
  /** Looks at other times for the same matters. */
  readonly onFilter: (filter: TimeFilter) => void
  /** Where somebody is set on the waitlist; without it others do that. */
  readonly waitlist?: string | undefined
}

/** Why nothing is free, and what can be said to the caller. */
export function NothingFree(props: NothingFreeProps) {
  const { language, directory } = useConsole()
  const { why } = props.nothing
  return (
    <div className="console-nothing">
      <p role="status">
        {bookingTexts(language)(`nothing.${why.kind}`, {
          services: why.services.map((service) => serviceTitle(directory, service)).join(', '),
          first: why.first ? formatDay(localDate(why.first), language) : 'none',
          day: why.horizon ? formatDay(localDate(why.horizon), language) : '',
        })}
      </p>
      <ul>
        <OtherTimes {...props} />
        <OtherWays {...props} />
      </ul>
    </div>
  )
}

/** Times that can be had: on another day, at another site, or for less. */
function OtherTimes({ nothing: { why, elsewhere, fewer }, filter, onFilter }: NothingFreeProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const { first } = why
  const at = (site: string, startsAt: string) => {
    const moment = parseInstant(startsAt)
    const zone = zoneOf(directory, site)
    return `${formatShortDay(dayOf(moment, zone), language)}, ${timeOf(moment, zone)}`
  }
  return (
    <>
      {first !== null && (
        <li>
          <ActionButton
            variant="tertiary"
            onPress={() =>
              onFilter(changed(filter, { ...(why.firstAsWished ? ANY_DAY : ANY_TIME), from: first }))
            }
          >
            {t('nothing.first', { day: formatDay(localDate(first), language) })}
          </ActionButton>
        </li>
      )}
      {elsewhere.map(({ site, startsAt }) => (
        <li key={site}>
          <ActionButton
            variant="tertiary"
            onPress={() => onFilter(changed(filter, { ...ANY_DAY, ...ANY_PLACE, site }))}
          >
            {t('nothing.elsewhere', { site: siteName(directory, site), time: at(site, startsAt) })}
          </ActionButton>
        </li>
      ))}
      {fewer.map(({ matters, site, startsAt }) => (
        <li key={matters.map(({ service }) => service).join()}>
          {t('nothing.fewer', {
            matters: matters
              .map(({ service, people }) => `${serviceTitle(directory, service)} (${people})`)
              .join(', '),
            time: at(site, startsAt),
            site: siteName(directory, site),
          })}
        </li>
      ))}
    </>
  )
}

const ANY_TIME = { day: undefined, weekday: undefined, part: undefined }
const ANY_DAY = { day: undefined, from: undefined }
const ANY_PLACE = { district: undefined, near: undefined, within: undefined }

type WalkIn = Output<typeof walkInsRoute>['sites'][number]

/** What is foretold to whoever comes without appointment now, as citizens read it; nothing where nothing is known. */
function foretold(forecast: WalkIn['forecast'], zone: string, language: StaffLanguage): string[] {
  if (!forecast) return []
  const t = bookingTexts(language)
  if (forecast.stopped) return [t('nothing.called.stopped')]
  const { call, doubtful } = forecast
  const values = call && {
    from: timeOf(parseInstant(call.from), zone),
    until: timeOf(parseInstant(call.until), zone),
    minutes: call.aboutMinutes ?? 0,
  }
  return [
    ...(call && values ? [t(`nothing.called.${call.way}`, values)] : []),
    ...(doubtful ? [t('nothing.called.doubtful')] : []),
  ]
}

/** What can be done without a time; how many wait where people come without appointment is read only here. */
function OtherWays({ nothing, matters, filter, waitlist }: NothingFreeProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const { day: _day, from: _from, weekday: _weekday, part: _part, ...place } = filter
  const walkIns = useRead(
    walkInsRoute,
    { query: { matters, ...place } },
    { when: nothing.walkIns.length > 0 },
  )
  return (
    <>
      {walkIns.data?.sites.slice(0, WALK_INS_SHOWN).map((line) => (
        <li key={line.site}>
          {[
            t('nothing.walkIn', {
              site: siteName(directory, line.site),
              waiting: line.waiting,
              open: line.closesAt === null ? 'no' : 'yes',
            }),
            ...foretold(line.forecast, zoneOf(directory, line.site), language),
          ].join('; ')}
        </li>
      ))}
      {nothing.online.map(({ service, url }) => (
        <li key={service}>{t('nothing.online', { service: serviceTitle(directory, service), url })}</li>
      ))}
      {nothing.waitlist && (
        <li>
          {waitlist ? <RouteLink to={waitlist}>{t('nothing.waitlist')}</RouteLink> : t('nothing.waitlist')}
        </li>
      )}
    </>
  )
}
