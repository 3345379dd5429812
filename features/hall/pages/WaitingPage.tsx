import type { Site } from '#features/authority/model.ts'
import { type Outcome, type Visit, writeReference } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addressOf } from '#platform/http/client.ts'
import { formatDay, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { BigNumber } from '#ui/BigNumber.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { LivePart } from '#ui/LivePart.tsx'
import { LiveRegion } from '#ui/LiveRegion.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import type { HallView } from '../actions.ts'
import { waitingEventsRoute } from '../contract.ts'
import { punctuality } from '../model.ts'
import { QrCode } from './QrCode.tsx'
import { type Standing, waitingParts } from './standing.ts'
import { hallTexts } from './texts.ts'

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
}

/** A matter of the visit as its page names it; the reference stays when the visit is over. */
export type ShownMatter = {
  readonly title: string
  readonly reference: string
  readonly outcome: Outcome | null
}

/** A person's turn on their own phone: the number, how many are before it, and the call. */
export function WaitingPage(props: WaitingPageProps) {
  const { frame, visit, site } = props
  const t = hallTexts(frame.language)
  const state = shownState(visit)
  const title = t(`waiting.title.${state}`)
  const isOver = state === 'done' || state === 'left'
  return (
    <Page {...frame} title={title} noIndex {...(isOver ? {} : { refreshSeconds: REFRESH_SECONDS })}>
      <Heading level={1}>{title}</Heading>
      <Text muted>{site.texts.name[frame.language]}</Text>
      {isOver ? <Over {...props} /> : <Live {...props} />}
      <References {...props} />
      {(state === 'waiting' || state === 'missed') && (
        <ButtonRow>
          <LinkButton href={`/w/${props.token}/leave?lang=${frame.language}`} variant="secondary">
            {t('waiting.leave')}
          </LinkButton>
        </ButtonRow>
      )}
    </Page>
  )
}

type ShownState = 'waiting' | 'called' | 'serving' | 'missed' | 'done' | 'left'

function shownState({ state }: Visit): ShownState {
  return state === 'waiting' || state === 'called' || state === 'serving' || state === 'missed'
    ? state
    : state === 'done'
      ? 'done'
      : 'left'
}

function Live(props: WaitingPageProps) {
  const { frame, token, visit, view } = props
  const url = addressOf(waitingEventsRoute, {
    params: { token },
    query: { version: visit.version, seen: view.number, lang: frame.language },
  })
  return (
    <LiveRegion language={frame.language} url={url}>
      {visit.state === 'waiting' && <Waiting {...props} />}
      {visit.state === 'called' && <Called {...props} />}
      {visit.state === 'serving' && <Serving {...props} />}
      {visit.state === 'missed' && <Missed {...props} />}
    </LiveRegion>
  )
}

function OwnNumber({ frame, visit }: WaitingPageProps) {
  return <BigNumber label={hallTexts(frame.language)('waiting.number')} value={visit.ticketNumber ?? ''} />
}

function Waiting(props: WaitingPageProps) {
  const { frame, view, standing } = props
  const t = hallTexts(frame.language)
  const parts = waitingParts(view, standing?.ahead ?? 0, frame.language)
  return (
    <>
      <OwnNumber {...props} />
      <Text size="large">
        <LivePart name="ahead">{parts.ahead}</LivePart>
      </Text>
      <Appointment {...props} />
      <Text>
        <LivePart name="last">{parts.last}</LivePart>
      </Text>
      <Text muted>{t('waiting.order')}</Text>
      <Text muted>{t('waiting.live')}</Text>
    </>
  )
}

function Appointment({ frame: { language }, visit, site }: WaitingPageProps) {
  const t = hallTexts(language)
  const came = punctuality(visit)
  if (visit.appointmentAt === null || came === undefined) return null
  const time = formatTime(visit.appointmentAt, site.timeZone, language)
  const from = visit.callableFrom === null ? '' : formatTime(visit.callableFrom, site.timeZone, language)
  if (came === 'early') return <Text>{t('waiting.early', { time, from })}</Text>
  return <Text>{t(came === 'late' ? 'waiting.late' : 'waiting.appointment', { time })}</Text>
}

function Called(props: WaitingPageProps) {
  const { frame, visit } = props
  const t = hallTexts(frame.language)
  return (
    <>
      <CounterNumber {...props} label={t('waiting.called.go')} />
      {visit.callCount > 1 && <Alert kind="warning" title={t('waiting.called.again')} />}
      <OwnNumber {...props} />
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
  const level = counter.texts.level?.[frame.language]
  return (
    <>
      <BigNumber label={label} value={counter.texts.label[frame.language]} tone="called" />
      {level && (
        <Text size="large" bold>
          {level}
        </Text>
      )}
    </>
  )
}

function Missed(props: WaitingPageProps) {
  const { frame, address } = props
  const t = hallTexts(frame.language)
  return (
    <>
      <Alert kind="warning" title={t('waiting.missed.text')}>
        <Text>{t('waiting.missed.back')}</Text>
        <Text>{t('waiting.missed.once')}</Text>
      </Alert>
      <OwnNumber {...props} />
      <QrCode className="dran-qr" text={address} label={t('waiting.missed.code')} />
    </>
  )
}

function Over(props: WaitingPageProps) {
  const { frame, visit } = props
  const t = hallTexts(frame.language)
  if (visit.state === 'done') return <Text size="large">{t('waiting.done.text')}</Text>
  return (
    <>
      <OwnNumber {...props} />
      <Text size="large">{t(visit.missedCount > 1 ? 'waiting.left.missed' : 'waiting.left.own')}</Text>
    </>
  )
}

/** What to name when asking about a matter, also after the visit; then with how far it came. */
function References({ frame: { language }, visit, matters }: WaitingPageProps) {
  const t = hallTexts(language)
  if (matters.length === 0) return null
  return (
    <Section title={t('waiting.matters', { count: matters.length })}>
      <SummaryList
        rows={matters.map(({ title, reference, outcome }) => ({
          term: title,
          value: (
            <>
              <strong>{writeReference(reference)}</strong>
              {visit.state === 'done' && outcome && <div>{t(`waiting.outcome.${outcome}`)}</div>}
            </>
          ),
        }))}
      />
      <Text muted>{t('waiting.mattersHint')}</Text>
    </Section>
  )
}

/** Asks once more before somebody gives up their place. */
export function LeavePage(props: {
  readonly frame: PageFrame
  readonly visit: Visit
  readonly token: string
  readonly failed?: boolean
}) {
  const { frame, visit, token, failed } = props
  const t = hallTexts(frame.language)
  const back = `/w/${token}?lang=${frame.language}`
  return (
    <Page {...frame} title={t('waiting.leave.title')} noIndex>
      <Heading level={1}>{t('waiting.leave.title')}</Heading>
      {failed ? (
        <Alert kind="warning" title={t('waiting.leave.failed')} />
      ) : (
        <Text size="large">{t('waiting.leave.text', { number: visit.ticketNumber ?? '' })}</Text>
      )}
      <ButtonRow>
        <LinkButton href={back} variant={failed ? 'primary' : 'secondary'}>
          {t('waiting.leave.stay')}
        </LinkButton>
      </ButtonRow>
      {!failed && (
        <Form
          action={`/w/${token}/leave?lang=${frame.language}`}
          hidden={{ idempotencyKey: crypto.randomUUID() }}
        >
          <Button variant="primary">{t('waiting.leave.confirm')}</Button>
        </Form>
      )}
    </Page>
  )
}

/** After its day a link says nothing more. */
export function LeftBehindPage({ frame, day }: { readonly frame: PageFrame; readonly day: LocalDate }) {
  const t = hallTexts(frame.language)
  return (
    <Page {...frame} title={t('waiting.title.past')} noIndex>
      <Heading level={1}>{t('waiting.title.past')}</Heading>
      <Text size="large">{t('waiting.past.text', { day: formatDay(day, frame.language) })}</Text>
      <ButtonRow>
        <LinkButton href={`/?lang=${frame.language}`} variant="secondary" icon="home">
          {t('waiting.home')}
        </LinkButton>
      </ButtonRow>
    </Page>
  )
}
