import { siteNameOn } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { formatDay } from '#platform/time/format.ts'
import { keepLanguage } from '#ui/address.ts'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import { Link } from '#ui/Link.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { TimeTiles } from '#ui/TimeTiles.tsx'
import type { FreeTime } from '../model.ts'
import { firstDays, quarterly } from './shownTimes.ts'
import { texts } from './texts.ts'
import { proofFor, tilesOf } from './tiles.ts'
import type { TimesPageProps } from './timesView.ts'

/** The first days with times, or all times of one day. */
export function FreeTimes(props: TimesPageProps) {
  const { frame, use, answer, filter } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  if (answer.times.length === 0) {
    return <Ways {...props} lastDay={undefined} />
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
      {answer.sites.map(({ site: today }) => {
        const site = filter.day === undefined ? today : siteOn(today, filter.day)
        const times = bySite.get(site.id) ?? []
        if (times.length === 0) return null
        return (
          <Section
            key={site.key}
            title={siteNameOn(today, filter.day ?? answer.window.from, language)}
            level={3}
          >
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
        <LinkButton variant="secondary" href={keep(use.addressOf({ ...filter, from: next }))}>
          {t('times.later')}
        </LinkButton>
      )}
      {filter.from !== undefined && (
        <LinkButton variant="tertiary" href={keep(use.addressOf({ ...filter, from: undefined }))}>
          {t('times.earlier')}
        </LinkButton>
      )}
    </ButtonRow>
  )
}
