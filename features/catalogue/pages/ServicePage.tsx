import type { Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { formatMoney } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import {
  type Answers,
  feesInForce,
  type Service,
  type ServiceMode,
  takesAppointments,
  takesWalkIns,
} from '../model.ts'
import { answersOfMatter } from './answers.ts'
import type { Calendar } from './opening.tsx'
import { SiteRows } from './SiteRows.tsx'
import { ToBring } from './ToBring.tsx'
import { texts } from './texts.ts'

export type ServicePageProps = {
  readonly frame: PageFrame
  readonly service: Service
  /** Of the questions that decide what to bring. */
  readonly answers: Answers
  /** Where it is offered, and how. */
  readonly places: readonly { readonly site: Site; readonly mode: ServiceMode }[]
  readonly calendar: Calendar
  /** For the fees in force. */
  readonly today: LocalDate
  readonly phone: string
}

/** One service in plain words: what, who, what to bring, cost, length, where, and what goes without coming. */
export function ServicePage(props: ServicePageProps) {
  const { frame, service } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const title = service.texts.title[language]
  return (
    <Page
      {...frame}
      title={title}
      description={service.texts.summary[language]}
      homeHref={keep('/')}
      before={<BackLink href={keep('/services')} text={t('service.back')} />}
    >
      <Heading level={1}>{title}</Heading>
      <Text size="large">{service.texts.summary[language]}</Text>
      <Ways {...props} />
      <Section title={t('service.who')}>
        <Text>{service.texts.who[language]}</Text>
      </Section>
      <ToBring {...props} />
      <Cost {...props} />
      <Duration {...props} />
      <Section title={t('service.without')}>
        <Text>{service.texts.without[language]}</Text>
      </Section>
      <Where {...props} />
    </Page>
  )
}

/** The ways to it, the quickest first: online, by appointment, without. */
function Ways({ frame, service, places, answers }: ServicePageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const booked = places.some(({ mode }) => takesAppointments(mode))
  const walkIns = places.filter(({ mode }) => takesWalkIns(mode))
  return (
    <>
      {booked && service.scarce && <Text>{t('service.scarce')}</Text>}
      {(booked || service.onlineUrl) && (
        <ButtonRow>
          {booked && (
            <LinkButton
              href={keep(`/booking?m=${service.key}:1${answersOfMatter(answers)}`)}
              icon="calendar-today"
            >
              {t('service.book')}
            </LinkButton>
          )}
          {service.onlineUrl && (
            <LinkButton href={service.onlineUrl} variant={booked ? 'secondary' : 'primary'}>
              {t('service.online')}
            </LinkButton>
          )}
        </ButtonRow>
      )}
      {walkIns.length > 0 && (
        <Alert kind="info" title={t('service.walkInTitle')}>
          <Text>{booked ? t('service.walkInSome', { count: walkIns.length }) : t('service.walkInOnly')}</Text>
        </Alert>
      )}
    </>
  )
}

function Cost({ frame: { language }, service, today }: ServicePageProps) {
  const t = texts(language)
  const fees = feesInForce(service, today)
  return (
    <Section title={t('service.cost')}>
      {fees.length === 0 ? (
        <Text>{t('service.freeText')}</Text>
      ) : (
        <SummaryList
          rows={fees.map((fee) => ({
            term: fee.texts.label[language],
            value: fee.cents === 0 ? t('service.free') : formatMoney(fee.cents, language),
          }))}
        />
      )}
    </Section>
  )
}

function Duration({ frame: { language }, service }: ServicePageProps) {
  const t = texts(language)
  const { minutes, minutesPerFurtherPerson: further, peopleLimit: limit } = service
  return (
    <Section title={t('service.duration')}>
      <Text>{t('service.minutes', { minutes })}</Text>
      {limit > 1 && (
        <Text>
          {further > 0
            ? t('service.furtherPeople', { minutes: further, limit })
            : t('service.familyLength', { limit })}
        </Text>
      )}
    </Section>
  )
}

function Where({ frame, places, calendar, phone }: ServicePageProps) {
  const t = texts(frame.language)
  const modes = new Map(places.map(({ site, mode }) => [site.key, mode]))
  return (
    <Section title={t('service.sites')}>
      {places.length === 0 ? (
        <Text>
          <PhoneText text={t('service.noSite', { phone })} phone={phone} />
        </Text>
      ) : (
        <SiteRows
          language={frame.language}
          sites={places.map(({ site }) => site)}
          calendar={calendar}
          keep={keepLanguage(frame.address)}
          line={(site) => t(`mode.${modes.get(site.key) ?? 'both'}`)}
        />
      )}
    </Section>
  )
}
