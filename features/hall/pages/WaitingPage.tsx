import type { Site } from '#features/authority/model.ts'
import type { Outcome, Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { addressOf } from '#platform/http/client.ts'
import { formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { BigNumber } from '#ui/BigNumber.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { LivePart } from '#ui/LivePart.tsx'
import { LiveRegion } from '#ui/LiveRegion.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import type { PushTerms } from '#ui/Signals.tsx'
import { Text } from '#ui/Text.tsx'
import type { HallView } from '../actions.ts'
import { waitingEventsRoute } from '../contract.ts'
import { isAway, wayTo } from '../model.ts'
import { appointmentWords } from './appointmentWords.ts'
import type { HouseNow } from './houseNow.ts'
import { PapersReady } from './PapersReady.tsx'
import { QrCode } from './QrCode.tsx'
import { StayAway } from './StayAway.tsx'
import { type Standing, waitingParts } from './standing.ts'
import { ToldTime } from './ToldTime.tsx'
import { TurnSignals } from './TurnSignals.tsx'
import { hallTexts } from './texts.ts'
import type { ToldParts } from './toldWords.ts'
import type { Afterwards, SentTo } from './visitBehind.ts'
import { Over, OwnNumber, References } from './WaitingEnd.tsx'
import { AwayNow, MoreTime, maySayNeeds, SentOn, SetAside, SmsToo, secondsAway } from './WaitingSteps.tsx'
import { WayThere, WhereToWait } from './WayThere.tsx'

/** Without script the page is loaded anew after so many seconds. */
const REFRESH_SECONDS = 20

export type WaitingPageProps = {
  readonly frame: PageFrame
  readonly token: string
  /** The whole address of this page, for a code that the terminal reads. */
  readonly address: string
  readonly visit: Visit
  readonly site: Site
  readonly view: HallView
  readonly standing: Standing | undefined
  readonly matters: readonly ShownMatter[]
  /** What comes after the first of two linked visits. */
  readonly afterwards: Afterwards | undefined
  /** The visit at another site that goes on with this one. */
  readonly sentTo: SentTo | undefined
  /** What the drawn house says to this person, if it is drawn. */
  readonly house?: HouseNow | undefined
  /** May they take a time instead, and is there one for what they came for? */
  readonly couldExchange: boolean
  readonly now: Instant
  /** When the call probably comes. */
  readonly told: ToldParts
  /** What the phone needs to be told of its turn while this page is closed; undefined where nobody tells it. */
  readonly push: PushTerms | undefined
  /** Is it told by SMS, too? */
  readonly tellsBySms: boolean
  /** Is there somebody who reads out? */
  readonly canSpeak: boolean
}

/** A matter of the visit as its page names it; the reference stays when the visit is over. */
export type ShownMatter = {
  readonly serviceId: string
  readonly title: string
  /** To be shown at the counter. */
  readonly papers: readonly string[]
  readonly reference: string
  readonly outcome: Outcome | null
}

/** A person's turn on their own phone: the number, how many are before it, and the call. */
export function WaitingPage(props: WaitingPageProps) {
  const { frame, visit, site } = props
  const t = hallTexts(frame.language)
  const state = shownState(props)
  const title = t(`waiting.title.${state}`)
  const isOver = state === 'done' || state === 'left' || state === 'sent'
  return (
    <Page
      {...frame}
      title={title}
      noIndex
      {...(isOver
        ? {}
        : {
            refreshSeconds: REFRESH_SECONDS,
            manifest: `/w/${props.token}/app.webmanifest?lang=${frame.language}`,
          })}
    >
      <Heading level={1}>{title}</Heading>
      <Text muted>{site.texts.name[frame.language]}</Text>
      {isOver ? <Over {...props} /> : <Live {...props} />}
      <PapersReady {...props} language={frame.language} />
      {(visit.state === 'waiting' || visit.state === 'called') && (
        <MoreTime language={frame.language} token={props.token} visit={visit} now={props.now} />
      )}
      {props.tellsBySms && <SmsToo language={frame.language} token={props.token} />}
      <WhatFollows {...props} />
      <TurnSignals language={frame.language} push={props.push} isOver={isOver} />
      <Ways {...props} />
      <References {...props} />
    </Page>
  )
}

type ShownState =
  | 'waiting'
  | 'away'
  | 'on_the_way'
  | 'parked'
  | 'called'
  | 'serving'
  | 'missed'
  | 'done'
  | 'sent'
  | 'left'

function shownState({ visit, sentTo, now }: WaitingPageProps): ShownState {
  switch (visit.state) {
    case 'waiting':
      if (!isAway(visit, now)) return 'waiting'
      return visit.onTheWay ? 'on_the_way' : 'away'
    case 'called':
    case 'serving':
    case 'missed':
    case 'parked':
      return visit.state
    case 'done':
      return sentTo ? 'sent' : 'done'
    default:
      return 'left'
  }
}

/** What else can be said or done from here: what somebody needs, and that they leave. */
function Ways({ frame: { language }, visit, token, canSpeak, couldExchange }: WaitingPageProps) {
  const t = hallTexts(language)
  const aloud = canSpeak && (
    <LinkButton href={`/w/${token}/spoken?lang=${language}`} variant="secondary" action="aloud">
      {t('waiting.aloud')}
    </LinkButton>
  )
  if (!maySayNeeds(visit)) return aloud && <ButtonRow>{aloud}</ButtonRow>
  return (
    <ButtonRow>
      {aloud}
      <LinkButton href={`/w/${token}/needs?lang=${language}`} variant="secondary">
        {t('waiting.needs.title')}
      </LinkButton>
      {couldExchange && (
        <LinkButton href={`/w/${token}/exchange?lang=${language}`} variant="secondary">
          {t('exchange.offer')}
        </LinkButton>
      )}
      <LinkButton href={`/w/${token}/leave?lang=${language}`} variant="secondary">
        {t(visit.state === 'parked' ? 'waiting.leaveParked' : 'waiting.leave')}
      </LinkButton>
    </ButtonRow>
  )
}

function Live(props: WaitingPageProps) {
  const { frame, token, visit, view } = props
  const url = addressOf(waitingEventsRoute, {
    params: { token },
    query: {
      version: visit.version,
      seen: view.number,
      lang: frame.language,
      part: visit.linked?.second ? 'second' : 'first',
    },
  })
  return (
    <LiveRegion language={frame.language} url={url} reloadAfterSeconds={secondsAway(visit, props.now)}>
      {visit.state === 'waiting' && <Waiting {...props} />}
      {visit.state === 'parked' && <Parked {...props} />}
      {visit.state === 'called' && <Called {...props} />}
      {visit.state === 'serving' && <Serving {...props} />}
      {visit.state === 'missed' && <Missed {...props} />}
    </LiveRegion>
  )
}

/** Two linked visits: what follows this one, or that this one is the second. */
function WhatFollows({ frame: { language }, visit, site, afterwards, matters }: WaitingPageProps) {
  const t = hallTexts(language)
  if (afterwards) {
    const values = {
      time: formatTime(afterwards.at, site.timeZone, language),
      matters: afterwards.titles.join(', '),
    }
    return (
      <Section title={t('waiting.then.title')}>
        <Text>{t('waiting.then.text', values)}</Text>
        <Text>{t('waiting.then.where')}</Text>
      </Section>
    )
  }
  if (!visit.linked?.second || visit.state !== 'waiting') return null
  const titles = matters.map(({ title }) => title).join(', ')
  return <Text>{t('waiting.then.second', { matters: titles })}</Text>
}

function Waiting(props: WaitingPageProps) {
  const { frame, view, standing } = props
  const { language } = frame
  const t = hallTexts(language)
  if (isAway(props.visit, props.now))
    return (
      <>
        <OwnNumber {...props} />
        <AwayNow {...props} language={language} />
      </>
    )
  const parts = waitingParts(view, standing?.ahead ?? 0, language)
  return (
    <>
      <SentOn {...props} language={language} />
      <OwnNumber {...props} />
      <Text size="large">
        <LivePart name="ahead">{parts.ahead}</LivePart>
      </Text>
      <ToldTime {...props.told} />
      <StayAway {...props} language={language} />
      <Appointment {...props} />
      <Text>
        <LivePart name="last">{parts.last}</LivePart>
      </Text>
      <Text>
        <LivePart name="serving">{parts.serving}</LivePart>
      </Text>
      {props.house && <WhereToWait house={props.house} language={language} />}
      <Text muted>{t('waiting.order')}</Text>
      <Text muted>{t('waiting.live')}</Text>
    </>
  )
}

function Parked(props: WaitingPageProps) {
  return (
    <>
      <SetAside language={props.frame.language} parkedFor={props.visit.parkedFor} />
      <OwnNumber {...props} />
    </>
  )
}

function Appointment(props: WaitingPageProps) {
  const words = appointmentWords(props, props.frame.language)
  return words === undefined ? null : <Text>{words}</Text>
}

function Called(props: WaitingPageProps) {
  const { frame, visit } = props
  const t = hallTexts(frame.language)
  return (
    <>
      <CounterNumber {...props} label={t('waiting.called.go')} />
      {visit.callCount > 1 && <Alert kind="warning" title={t('waiting.called.again')} />}
      <OwnNumber {...props} />
      {props.house && <WayThere house={props.house} language={frame.language} />}
    </>
  )
}

function Serving(props: WaitingPageProps) {
  const t = hallTexts(props.frame.language)
  return (
    <>
      <CounterNumber {...props} label={t('waiting.serving.at')} />
      <OwnNumber {...props} />
    </>
  )
}

function CounterNumber({ frame, standing, label }: WaitingPageProps & { readonly label: string }) {
  const counter = standing?.counter
  if (!counter) return null
  const { level, direction } = counter.texts
  const way = wayTo({ level: level ?? null, direction }, frame.language)
  return (
    <>
      <BigNumber label={label} value={counter.texts.label[frame.language]} tone="called" />
      {way && (
        <Text size="large" bold>
          {way}
        </Text>
      )}
    </>
  )
}

function Missed(props: WaitingPageProps) {
  const { frame, address, site, visit } = props
  const t = hallTexts(frame.language)
  const back = site.kind === 'mobile' ? 'waiting.missed.backStop' : 'waiting.missed.back'
  return (
    <>
      <Alert kind="warning" title={t('waiting.missed.text')}>
        <Text>{t(back)}</Text>
        {visit.callableFrom !== null && (
          <Text>
            {t('waiting.missed.again', {
              time: formatTime(visit.callableFrom, site.timeZone, frame.language),
            })}
          </Text>
        )}
        <Text>{t('waiting.missed.once')}</Text>
      </Alert>
      <OwnNumber {...props} />
      <QrCode className="dran-qr" text={address} label={t('waiting.missed.code')} />
    </>
  )
}
