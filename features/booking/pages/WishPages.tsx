import { siteNameOn } from '#features/authority/actions.ts'
import { addressLine, type Site } from '#features/authority/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { formatDay, formatDayAndTime, formatWeekday } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList, type SummaryRow } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import type { DescribedWish } from '../actions.ts'
import { FREE_REFUSALS, type WishEnd } from '../model/waitlist.ts'
import { bookingAddress, keysOf } from './address.ts'
import { matterInWords, texts } from './texts.ts'

export type WishPageProps = {
  readonly frame: PageFrame
  readonly token: string
  readonly described: DescribedWish
  readonly timeZone: string
  readonly idempotencyKey: string
}

/** One button that sets the wish on the list: programs that open links in mails press nothing. */
export function ConfirmWishPage(
  props: WishPageProps & {
    /** With this contact as many wait as may online; whom to call instead. */
    readonly full?: { readonly phone: string } | undefined
  },
) {
  const { frame, token, idempotencyKey, full } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('wish.confirmTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('wish.confirmTitle')}</Heading>
      {full && <Alert kind="danger" title={t('wish.tooManyNames', full)} live="assertive" />}
      <Text size="large">{t('wish.confirmText')}</Text>
      <SummaryList rows={termRows(props)} />
      <Form action={keep(`/wish/${token}/confirm`)} hidden={{ idempotencyKey }}>
        <ButtonRow>
          <Button icon="check">{t('wait.submit')}</Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** The place in the line and the outlook: counted, never promised. */
export function WaitingPage(props: WishPageProps & { readonly over: boolean }) {
  const { frame, token, described } = props
  const { wish, ahead = 0, freedLately = 0 } = described
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('wish.waitingTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('wish.waitingTitle')}</Heading>
      {props.over && (
        <Alert kind="warning" title={t('wish.offerOver')} live="polite">
          <Text>{t('wish.offerOverText')}</Text>
        </Alert>
      )}
      <Text size="large">{t('wish.ahead', { ahead })}</Text>
      <Text>{t('wish.freedLately', { count: freedLately })}</Text>
      <Text>{t('wish.noPromise')}</Text>
      {wish.before !== null && (
        <Text bold>{t('wish.keeps', { time: inWords(wish.before, undefined, props) })}</Text>
      )}
      <Section title={t('wish.terms')}>
        <SummaryList rows={termRows(props)} />
      </Section>
      <Text>{t('wish.refusals', { left: FREE_REFUSALS - wish.refusals })}</Text>
      <ButtonRow>
        {wish.visitId === null && (
          <LinkButton href={keep(changeAddress(described))} variant="secondary">
            {t('wish.change')}
          </LinkButton>
        )}
        <LinkButton href={keep(`/wish/${token}/leave`)} variant="tertiary">
          {t('wish.leave')}
        </LinkButton>
      </ButtonRow>
    </Page>
  )
}

function changeAddress({ matters }: DescribedWish): string {
  return bookingAddress('/waitlist', { matters: keysOf(matters) })
}

/** Exactly what is offered, until when, and one button that takes it. */
export function OfferPage(
  props: WishPageProps & {
    readonly offer: NonNullable<DescribedWish['offer']>
    /** Why the press could not count, while the offer stands. */
    readonly problem?: string | undefined
  },
) {
  const { frame, token, offer, described, idempotencyKey } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const { site, startsAt, minutes, until } = offer
  const { before, refusals } = described.wish
  const free = refusals < FREE_REFUSALS
  return (
    <Page {...frame} title={t('wish.offerTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('wish.offerTitle')}</Heading>
      {props.problem && <Alert kind="danger" title={props.problem} live="assertive" />}
      <SummaryList
        rows={[
          { term: t('check.time'), value: <strong>{inWords(startsAt, site, props)}</strong> },
          { term: t('wish.minutes'), value: t('wish.minutesValue', { minutes }) },
          ...kindRow(props),
          { term: t('check.place'), value: siteNameOn(site, dayOf(startsAt, site.timeZone), language) },
          ...(described.kind === 'on_site' ? [{ term: t('link.address'), value: addressLine(site) }] : []),
          mattersRow(props),
        ]}
      />
      <Text bold>{t('wish.offerUntil', { time: inWords(until, site, props) })}</Text>
      {before !== null && <Text>{t('wish.offerMoves', { time: inWords(before, undefined, props) })}</Text>}
      <Form action={keep(`/wish/${token}/accept`)} hidden={{ idempotencyKey, starts: String(startsAt) }}>
        <ButtonRow>
          <Button icon="check">{t('wish.accept')}</Button>
        </ButtonRow>
      </Form>
      <Form
        action={keep(`/wish/${token}/decline`)}
        hidden={{ idempotencyKey: crypto.randomUUID(), starts: String(startsAt) }}
      >
        <Text>{t(free ? 'wish.declineFree' : 'wish.declineCosts')}</Text>
        <ButtonRow>
          <Button variant="secondary">{t('wish.decline')}</Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** Asks before a place in the line is given up. */
export function LeavePage({ frame, token, idempotencyKey }: WishPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('wish.leaveTitle')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/wish/${token}`)} text={t('back')} />}
    >
      <Heading level={1}>{t('wish.leaveTitle')}</Heading>
      <Text>{t('wish.leaveText')}</Text>
      <Form action={keep(`/wish/${token}/leave`)} hidden={{ idempotencyKey }}>
        <ButtonRow>
          <Button>{t('wish.leave')}</Button>
          <LinkButton href={keep(`/wish/${token}`)} variant="secondary">
            {t('wish.stay')}
          </LinkButton>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** A wish that is over: why, and how to get a time. */
export function EndedWishPage(props: WishPageProps & { readonly why: WishEnd }) {
  const { frame, why, described } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const bookable = described.matters.filter(({ service }) => service.active)
  return (
    <Page {...frame} title={t('wish.endedTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('wish.endedTitle')}</Heading>
      <Text size="large">{t(`wish.ended.${why}`)}</Text>
      {why !== 'accepted' && (
        <ButtonRow>
          <LinkButton
            href={keep(bookingAddress('/booking', { matters: keysOf(bookable) }))}
            icon="calendar-today"
          >
            {t('ended.again')}
          </LinkButton>
        </ButtonRow>
      )}
    </Page>
  )
}

function inWords(at: Instant, site: Site | undefined, { frame, timeZone }: WishPageProps): string {
  return formatDayAndTime(at, site?.timeZone ?? timeZone, frame.language)
}

function mattersRow({ frame: { language }, described }: WishPageProps): SummaryRow {
  return {
    term: texts(language)('check.matters'),
    value: described.matters.map((matter) => (
      <div key={matter.service.key}>{matterInWords(matter, language)}</div>
    )),
  }
}

/** How the visit takes place, where that is not on site as always. */
function kindRow({ frame: { language }, described: { kind } }: WishPageProps): SummaryRow[] {
  const t = texts(language)
  return kind === 'on_site' ? [] : [{ term: t('check.kind'), value: t(`kind.${kind}`) }]
}

function termRows(props: WishPageProps): SummaryRow[] {
  const { language } = props.frame
  const { wish, sites } = props.described
  const t = texts(language)
  const list = (words: readonly string[]) => (words.length > 0 ? words.join(', ') : t('wish.any'))
  const days = wish.weekdays.flatMap((day) => WEEKDAYS.filter((each) => each === day))
  return [
    mattersRow(props),
    ...kindRow(props),
    { term: t('wish.sites'), value: list(sites.map((site) => site.texts.name[language])) },
    { term: t('wish.weekdays'), value: list(days.map((day) => formatWeekday(day, language))) },
    { term: t('wish.parts'), value: list(wish.parts.map((part) => t(`wait.part.${part}`))) },
    { term: t('wish.until'), value: formatDay(wish.untilDay, language) },
    ...(wish.deadlineOn === null
      ? []
      : [{ term: t('wish.deadline'), value: formatDay(wish.deadlineOn, language) }]),
  ]
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
