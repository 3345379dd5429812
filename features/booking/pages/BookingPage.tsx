import { siteNameOn } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { feesInForce, openQuestions, papersInWords, printedListPath } from '#features/catalogue/model.ts'
import { writeReminder } from '#features/visit/model/reminder.ts'
import { type PaperCheck, type Visit, writeReference } from '#features/visit/model.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { formatDay, formatMoney, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import type { PushTerms } from '#ui/Signals.tsx'
import { SummaryList, type SummaryRow } from '#ui/SummaryList.tsx'
import { Tag } from '#ui/Tag.tsx'
import { Text } from '#ui/Text.tsx'
import type { ReminderState } from '../actions.ts'
import { writeBookingNumber } from '../model.ts'
import { AddressOf } from './AddressOf.tsx'
import type { ChosenMatter } from './address.ts'
import { PapersChecked } from './PapersChecked.tsx'
import { PapersHere } from './PapersHere.tsx'
import { PhoneReminder } from './PhoneReminder.tsx'
import { reminderInWords } from './ReminderChoice.tsx'
import { matterInWords, texts } from './texts.ts'

export type BookingPageProps = {
  readonly frame: PageFrame
  readonly token: string
  readonly visit: Visit
  /** The second of two linked visits. */
  readonly second: Visit | undefined
  readonly site: Site | undefined
  /** The day on which the site moves to the address of the visit, if it is still to come. */
  readonly movesOn: LocalDate | null
  readonly matters: readonly (ChosenMatter & {
    readonly reference: string
    readonly isSecond: boolean
    readonly papersHere: readonly string[]
  })[]
  /** Arriving earlier than so many minutes helps nobody. */
  /** How early somebody is called at the earliest, and how late they keep their place. */
  readonly punctuality: { readonly early: number; readonly late: number }
  /** The number to call, or the address of the video, where the visit does not take place on site. */
  readonly phone: string | null
  readonly videoLink: string | null
  /** They have said that they come; just now, if they are thanked. */
  readonly coming?: boolean
  readonly thanked?: boolean
  /** The time has just been changed. */
  readonly moved: boolean
  /** What was said of papers that came before the visit, by the reference of their matter. */
  readonly checks?: ReadonlyMap<string, readonly PaperCheck[]>
  /** Its time has no room for what was found in them. */
  readonly anotherTime?: boolean
  /** How they are reminded; just changed, if that is said. */
  readonly reminders?: ReminderState | undefined
  readonly remindersSaved?: boolean
  /** What a phone needs to remind of this visit; missing where there is no such reminder. */
  readonly push?: PushTerms | undefined
  /** They may say now that they are here. */
  readonly mayArrive?: boolean
}

/** The page behind the link of a booking: when, where, what to bring, the code, and ways to change or cancel. */
export function BookingPage(props: BookingPageProps) {
  const { frame, moved } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('link.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('link.title')}</Heading>
      {moved ? (
        <Alert kind="success" title={t('link.moved')} live="polite">
          <Text>{t('link.movedText')}</Text>
        </Alert>
      ) : (
        <p>
          <Tag kind="success" text={t(props.coming ? 'link.coming' : 'link.booked')} />
        </p>
      )}
      {props.thanked && <Alert kind="success" title={t('coming.thanks')} live="polite" />}
      {props.visit.linked?.second && props.visit.state === 'booked' && (
        <Alert kind="info" title={t('linked.stays')}>
          <Text>{t('linked.staysText')}</Text>
        </Alert>
      )}
      <SummaryList rows={factsOf(props)} />
      {/* The first step after booking: before it no phone can be asked, because its worker lives at this page. */}
      {props.visit.state === 'booked' && <PhoneReminder language={frame.language} push={props.push} />}
      {props.visit.state === 'booked' && <Ways {...props} />}
      <Reminders {...props} />
      <PapersChecked {...props} />
      {props.visit.state === 'booked' && <PapersHere language={frame.language} {...props} />}
      {props.visit.kind === 'on_site' ? <Arrival {...props} /> : <Elsewhere {...props} />}
      <Papers {...props} />
      <Fees {...props} />
    </Page>
  )
}

/** What can be done with a booking that is still to come. */
function Ways({ frame, token, visit, second, mayArrive }: BookingPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <ButtonRow>
      {mayArrive && <LinkButton href={keep(`/w/${token}/here`)}>{t('link.here')}</LinkButton>}
      <LinkButton href={keep(`/v/${token}/calendar.ics`)} icon="calendar-today" variant="secondary">
        {t('link.calendar')}
      </LinkButton>
      <LinkButton href={keep(`/v/${token}/move`)} variant="secondary">
        {t('link.move')}
      </LinkButton>
      {/* The waitlist knows single times. */}
      {!second && !visit.linked && (
        <LinkButton href={keep(`/v/${token}/earlier`)} variant="secondary">
          {t('link.earlier')}
        </LinkButton>
      )}
      <LinkButton href={keep(`/v/${token}/cancel`)} variant="tertiary">
        {t('link.cancel')}
      </LinkButton>
    </ButtonRow>
  )
}

/** How somebody is reminded, and the way to choose otherwise. */
function Reminders({ frame, token, visit, reminders, remindersSaved }: BookingPageProps) {
  if (visit.state !== 'booked' || !reminders) return null
  const { language } = frame
  const t = texts(language)
  const { chosen, offered, mobile } = reminders
  if (offered.length === 0) return null
  const ahead = new Set(offered.map(writeReminder))
  const coming = chosen.filter((each) => each.channel === 'push' || ahead.has(writeReminder(each)))
  return (
    <Section title={t('reminders.title')}>
      {remindersSaved && <Alert kind="success" title={t('reminders.saved')} live="polite" />}
      {coming.length > 0 ? (
        <List items={coming.map((each) => reminderInWords(each, language))} />
      ) : (
        <Text>{t('reminders.none')}</Text>
      )}
      {mobile !== null && coming.some(({ channel }) => channel === 'sms') && (
        <Text>{t('check.mobile', { mobile })}</Text>
      )}
      <Text>
        <Link href={keepLanguage(frame.address)(`/v/${token}/reminders`)}>{t('reminders.change')}</Link>
      </Text>
    </Section>
  )
}

/** How a visit by telephone or video begins: nobody has to come. */
function Elsewhere({ frame, visit, videoLink }: BookingPageProps) {
  const t = texts(frame.language)
  return (
    <Section title={t(visit.kind === 'video' ? 'kind.video' : 'kind.telephone')}>
      <Text>{t(visit.kind === 'video' ? 'link.videoText' : 'link.telephoneText')}</Text>
      {visit.kind === 'video' && videoLink && (
        <ButtonRow>
          <LinkButton href={videoLink}>{t('link.videoOpen')}</LinkButton>
        </ButtonRow>
      )}
    </Section>
  )
}

/** Facts of a booking: when, where or how, for what, and by which numbers it is known. */
export function factsOf({
  frame: { language },
  visit,
  second,
  site,
  movesOn,
  matters,
  phone,
}: Pick<
  BookingPageProps,
  'frame' | 'visit' | 'second' | 'site' | 'movesOn' | 'matters' | 'phone'
>): SummaryRow[] {
  const t = texts(language)
  const at = visit.appointmentAt ?? impossible('a booking without time')
  const zone = site?.timeZone
  const timeFor = (time: Instant, clock: string, isSecond: boolean) => (
    <>
      <strong>{formatTime(time, clock, language)}</strong>
      {matters
        .filter((matter) => matter.isSecond === isSecond)
        .map((matter) => (
          <div key={matter.service.key}>{matterInWords(matter, language)}</div>
        ))}
      {isSecond && <div>{t('linked.text')}</div>}
    </>
  )
  return [
    { term: t('link.day'), value: <strong>{formatDay(visit.day, language)}</strong> },
    ...(zone === undefined
      ? []
      : second?.appointmentAt
        ? [
            { term: t('link.clock'), value: timeFor(at, zone, false) },
            { term: t('linked.then'), value: timeFor(second.appointmentAt, zone, true) },
          ]
        : [{ term: t('link.clock'), value: <strong>{formatTime(at, zone, language)}</strong> }]),
    ...(site === undefined
      ? []
      : [
          { term: t('link.place'), value: siteNameOn(site, visit.day, language) },
          ...(visit.kind === 'on_site'
            ? [
                {
                  term: t('link.address'),
                  value: <AddressOf site={site} movesOn={movesOn} language={language} />,
                },
                { term: t('link.way'), value: site.texts.way[language] },
              ]
            : []),
        ]),
    ...(visit.kind === 'on_site'
      ? []
      : [
          {
            term: t('check.kind'),
            value: (
              <strong>
                {visit.kind === 'telephone' ? t('kind.call', { phone: phone ?? '' }) : t('kind.video')}
              </strong>
            ),
          },
        ]),
    // Two linked visits name them beside their times.
    ...(second
      ? []
      : [
          {
            term: t('link.matters'),
            value: matters.map((matter) => (
              <div key={matter.service.key}>{matterInWords(matter, language)}</div>
            )),
          },
        ]),
    {
      term: t('link.number'),
      value: (
        <>
          <strong>{writeBookingNumber(visit.bookingNumber ?? '')}</strong>
          <div>{t('link.numberHint')}</div>
        </>
      ),
    },
    ...matters.map(({ service, reference }, index) => ({
      term:
        matters.length > 1
          ? t('link.referenceFor', { title: service.texts.title[language] })
          : t('link.reference'),
      value: (
        <>
          <strong>{writeReference(reference)}</strong>
          {index === matters.length - 1 && <div>{t('link.referenceHint')}</div>}
        </>
      ),
    })),
  ]
}

/** For each matter; with a title of its own where there are several. */
export function Papers({
  frame: { language, address },
  matters,
  visit,
  token,
}: Pick<BookingPageProps, 'frame' | 'matters' | 'visit'> & {
  /** Of the link at which questions are answered; missing on paper. */
  readonly token?: string
}) {
  const t = texts(language)
  const asked = matters.filter(({ service }) => service.questions.length > 0)
  const open = asked.reduce((count, { service, answers = {} }) => count + openQuestions(service, answers), 0)
  return (
    <Section title={t(visit.kind === 'on_site' ? 'link.papers' : 'link.papersReady')}>
      {matters.map(({ service, answers = {} }) => (
        <div key={service.key} className="dran-section">
          {matters.length > 1 && (
            <Heading level={3}>{t('link.papersFor', { title: service.texts.title[language] })}</Heading>
          )}
          {service.papers.length > 0 ? (
            <>
              <List items={papersInWords(service, answers, language)} />
              {token !== undefined && (
                <Text>
                  <Link href={keepLanguage(address)(printedListPath(service.key, answers))}>
                    {t('papers.printed')}
                  </Link>
                </Text>
              )}
            </>
          ) : (
            <Text>{t('link.noPapers')}</Text>
          )}
        </div>
      ))}
      {token !== undefined &&
        visit.state === 'booked' &&
        matters.some(({ service }) => service.takesPapers) && (
          <ButtonRow>
            <LinkButton href={keepLanguage(address)(`/v/${token}/upload`)} variant="secondary">
              {t('papers.upload')}
            </LinkButton>
          </ButtonRow>
        )}
      {token !== undefined && asked.length > 0 && (
        <Text>
          <Link href={keepLanguage(address)(`/v/${token}/papers`)}>
            {open > 0 ? t('papers.link', { count: open }) : t('papers.change')}
          </Link>
        </Text>
      )}
    </Section>
  )
}

/** The fees in force on the day of the visit, not of today. */
function Fees({ frame: { language }, matters, visit }: BookingPageProps) {
  const t = texts(language)
  const charged = matters
    .map(({ service }) => ({ service, fees: feesInForce(service, visit.day) }))
    .filter(({ fees }) => fees.length > 0)
  if (charged.length === 0) return null
  return (
    <Section title={t('link.fees')}>
      {charged.map(({ service, fees }) => (
        <div key={service.key} className="dran-section">
          {matters.length > 1 && (
            <Heading level={3}>{t('link.papersFor', { title: service.texts.title[language] })}</Heading>
          )}
          <SummaryList
            rows={fees.map((fee) => ({
              term: fee.texts.label[language],
              value: formatMoney(fee.cents, language),
            }))}
          />
        </div>
      ))}
    </Section>
  )
}

/** With what people arrive: at a terminal, or where a mobile team stops at the team itself. */
function Arrival({ frame, token, site, punctuality }: BookingPageProps) {
  const t = texts(frame.language)
  const how = site?.kind === 'mobile' ? 'link.arriveStop' : 'link.arriveText'
  return (
    <Section title={t('link.arrive')}>
      <Text>{t(how)}</Text>
      <Text>{t('link.arriveRule', punctuality)}</Text>
      <img className="dran-qr" src={`/v/${token}/qr.svg`} alt={t('link.qr')} width="192" height="192" />
      <Text muted>{t('link.print')}</Text>
    </Section>
  )
}
