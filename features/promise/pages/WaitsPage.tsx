import type { Point } from '#features/authority/model/distance.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Intake } from '#features/hall/actions.ts'
import { ARRIVING, howTold, type Told } from '#features/hall/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { formatDayAndTime, formatTime, kilometres } from '#platform/time/format.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
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
import { TextField } from '#ui/TextField.tsx'
import type { PublicWaits, SiteWaits } from '../actions.ts'
import { waitsFileRoute, waitsRoute } from '../contract.ts'
import { type Way, wayTo } from '../model/onTheWay.ts'
import { WAITS_SECONDS } from '../model/seen.ts'
import { Files } from './Files.tsx'
import { texts } from './texts.ts'

/** A street with its number, postcode and district is no longer. */
export const LONGEST_PLACE = 120

/** What is longer is said in hours. Minutes. */
const IN_HOURS = 90

export type WaitsPageProps = {
  readonly frame: PageFrame
  readonly waits: PublicWaits
  /** What can be asked for without appointment somewhere, by rank. */
  readonly services: readonly Service[]
  /** The service that is shown; none where nothing is offered without appointment. */
  readonly chosen: Service | undefined
  /** Whoever looks is there in so many minutes; with a place from which they come: leaves then. */
  readonly inMinutes: number
  /** The place that was typed, and where it lies; undefined: nobody knows, or none was typed. */
  readonly from: { readonly typed: string; readonly point: Point | undefined } | undefined
}

/** When whoever comes without appointment is probably called, at every site, by when they arrive. No site comes first. */
export function WaitsPage(props: WaitsPageProps) {
  const { frame, chosen } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('waits.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/')} text={t('waits.home')} />}
      refreshSeconds={WAITS_SECONDS}
      // A table of six columns does not fit into a column of text.
      width={props.from?.point ? 'wide' : 'text'}
    >
      <Heading level={1}>{t('waits.title')}</Heading>
      <Text size="large">{t('waits.intro')}</Text>
      {chosen ? (
        <>
          <Chooser {...props} chosen={chosen} />
          <Sites {...props} chosen={chosen} />
        </>
      ) : (
        <Text>{t('waits.nothing')}</Text>
      )}
      <Files
        language={frame.language}
        csv={{ href: waitsFileRoute.path, text: t('waits.csv') }}
        json={{ href: waitsRoute.path, text: t('waits.api') }}
      />
    </Page>
  )
}

type Shown = WaitsPageProps & { readonly chosen: Service }

function Chooser({ frame, services, chosen, inMinutes, from }: Shown) {
  const t = texts(frame.language)
  const isOnTheWay = from?.point !== undefined
  return (
    <Form method="get" action="/waiting" hidden={languageField(frame.address)}>
      <Select
        name="service"
        label={t('waits.service')}
        value={chosen.key}
        options={services.map(({ key, texts: words }) => ({ value: key, text: words.title[frame.language] }))}
      />
      <Select
        name="in"
        label={isOnTheWay ? t('waits.leave') : t('waits.in')}
        value={String(inMinutes)}
        options={ARRIVING.map((minutes) => ({
          value: String(minutes),
          text:
            minutes > 0 ? t('waits.minutes', { minutes }) : isOnTheWay ? t('waits.leaveNow') : t('waits.now'),
        }))}
      />
      <TextField
        name="near"
        label={t('waits.near')}
        hint={t('waits.nearHint')}
        value={from?.typed}
        maxLength={LONGEST_PLACE}
        spellCheck={false}
        {...(from && !isOnTheWay ? { error: t('waits.nearUnknown') } : {})}
      />
      <Button variant="secondary">{t('waits.show')}</Button>
    </Form>
  )
}

function Sites({ frame: { language, address }, waits, chosen, inMinutes, from }: Shown) {
  const t = texts(language)
  const keep = keepLanguage(address)
  const when = inMinutes === 0 ? t('waits.whenNow') : t('waits.whenIn', { minutes: inMinutes })
  const point = from?.point
  const title = t(point ? 'waits.tableWay' : 'waits.table', { service: chosen.texts.title[language], when })
  const wayOf = ({ site }: SiteWaits) => point && wayTo(point, site, inMinutes)
  const offering = waits.sites.filter(({ services }) =>
    services.some(({ service }) => service.id === chosen.id),
  )
  return (
    <Section title={title}>
      <Table
        caption={title}
        captionHidden
        columns={[
          { key: 'site', title: t('waits.site') },
          ...(point ? [{ key: 'way', title: t('waits.way') }] : []),
          { key: 'called', title: t('waits.called') },
          { key: 'counters', title: t('waits.counters'), numeric: true },
          { key: 'waiting', title: t('waits.waiting'), numeric: true },
          { key: 'free', title: t('waits.free') },
        ]}
        rows={offering.map((each) => ({
          key: each.site.key,
          cells: {
            site: <Link href={keep(`/sites/${each.site.key}`)}>{each.site.texts.name[language]}</Link>,
            way: wayWords(wayOf(each), language),
            called: calledWords(each, chosen, point ? wayOf(each)?.arrives : inMinutes, waits, language),
            counters: each.closesAt === null ? '–' : each.openCounters,
            waiting: each.closesAt === null ? '–' : each.waiting,
            free: freeWords(each, chosen, language),
          },
        }))}
      />
      <Text>
        {t('waits.at', { time: formatTime(waits.at, zoneOf(offering), language) })} {t('waits.order')}
      </Text>
      <List
        items={[
          <Link key="book" href={keep(`/services/${chosen.key}`)}>
            {t('waits.book')}
          </Link>,
          <Link key="promises" href={keep('/promises')}>
            {t('waits.promises')}
          </Link>,
        ]}
      />
    </Section>
  )
}

const zoneOf = ([first]: readonly SiteWaits[]) => first?.site.timeZone ?? 'UTC'

/** How far it is, and how long that takes; as the crow flies and by the kiosk's rule of thumb. */
function wayWords(way: Way | undefined, language: Language): string {
  if (!way) return ''
  const { km, minutes } = way
  return texts(language)('waits.wayThere', { km: kilometres(km, language), minutes })
}

/** The first free appointment, for whoever would rather not wait. */
function freeWords({ site, services }: SiteWaits, chosen: Service, language: Language): string {
  const free = services.find(({ service }) => service.id === chosen.id)?.firstFree ?? null
  return free === null ? texts(language)('waits.noFree') : formatDayAndTime(free, site.timeZone, language)
}

function calledWords(
  { site, closesAt, opensAt, services }: SiteWaits,
  chosen: Service,
  inMinutes: number | undefined,
  { at }: PublicWaits,
  language: Language,
): string {
  const t = texts(language)
  if (closesAt === null) {
    if (opensAt === null) return t('waits.closed')
    return t('waits.closedUntil', { time: formatDayAndTime(opensAt, site.timeZone, language) })
  }
  if (inMinutes === undefined) return t('waits.tooFar')
  const arrives = plus(at, inMinutes * MINUTE)
  // Whoever comes after closing time draws no number.
  if (arrives >= closesAt) return t('waits.late')
  const { arriving = [], intake } = services.find(({ service }) => service.id === chosen.id) ?? {}
  const stopped = intake && stoppedWords(intake, arrives, inMinutes > 0, language)
  if (stopped !== undefined) return stopped
  const told = arriving.find((each) => each.inMinutes === inMinutes)?.told
  if (!told) return t('waits.unknown')
  const words = toldWords(told, site.timeZone, language)
  return intake?.seen?.stop ? t('waits.full', { words }) : words
}

/** That no number is drawn: a look says it of now alone, what was decided by hand holds until its end. */
function stoppedWords(
  { stop, override }: Intake,
  arrives: Instant,
  isLater: boolean,
  language: Language,
): string | undefined {
  if (stop === null || (override && arrives >= override.until)) return undefined
  return texts(language)(isLater && !override ? 'waits.stoppedNow' : 'waits.stopped')
}

function toldWords(told: Told, zone: string, language: Language): string {
  const t = texts(language)
  const { from, until, aboutMinutes } = told
  const way = howTold(told)
  if (way === 'between' || way === 'soon') {
    const values = { from: formatTime(from, zone, language), until: formatTime(until, zone, language) }
    return t(`waits.${way}`, values)
  }
  const minutes = aboutMinutes ?? 0
  return minutes > IN_HOURS ? t('waits.aboutHours', { hours: minutes / 60 }) : t('waits.about', { minutes })
}
