import type { VisitKind, VisitState } from '#features/visit/model.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { bookingAddress, type ChosenMatter, keysOf } from './address.ts'
import { matterInWords, texts } from './texts.ts'

/** What every page behind a link says of its visit. */
export type LinkPageProps = {
  readonly frame: PageFrame
  readonly token: string
  /** Day, time and site in words. */
  readonly time: string
  readonly site: string
  readonly matters: readonly ChosenMatter[]
  readonly idempotencyKey: string
  /** It is two linked visits: what is done is done to both. */
  readonly isLinked: boolean
}

/** One button that makes the held time a booking: programs that open links in mails press nothing. */
export function ConfirmPage(props: LinkPageProps & { readonly until: string }) {
  const { frame, token } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('link.confirmTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('link.confirmTitle')}</Heading>
      <Text size="large">{t('link.confirmText')}</Text>
      <Facts {...props} />
      <Text>{t('link.confirmUntil', { time: props.until })}</Text>
      <Form action={keep(`/v/${token}/confirm`)} hidden={{ idempotencyKey: props.idempotencyKey }}>
        <ButtonRow>
          <Button icon="check">{t('link.confirm')}</Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** Asks before a booking is given up; where papers would go with it (`papersGo`), it says what keeps them. */
export function CancelPage(props: LinkPageProps & { readonly papersGo: boolean }) {
  const { frame, token } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('cancel.title')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/v/${token}`)} text={t('back')} />}
    >
      <Heading level={1}>{t('cancel.title')}</Heading>
      <Facts {...props} />
      <Text>{t(props.isLinked ? 'linked.cancelText' : 'cancel.text')}</Text>
      {props.papersGo && (
        <Alert kind="warning" title={t('cancel.papers')}>
          <Text>{t('cancel.papersText')}</Text>
          <ButtonRow>
            <LinkButton href={keep(`/v/${token}/move`)} variant="secondary">
              {t('link.move')}
            </LinkButton>
          </ButtonRow>
        </Alert>
      )}
      <Form action={keep(`/v/${token}/cancel`)} hidden={{ idempotencyKey: props.idempotencyKey }}>
        <ButtonRow>
          <Button>{t('cancel.yes')}</Button>
          <LinkButton href={keep(`/v/${token}`)} variant="secondary">
            {t('cancel.no')}
          </LinkButton>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** Time, place and matters. */
export function Facts({ frame: { language }, time, site, matters }: LinkPageProps) {
  const t = texts(language)
  return (
    <SummaryList
      rows={[
        { term: t('check.time'), value: time },
        { term: t('check.place'), value: site },
        {
          term: t('check.matters'),
          value: matters.map((matter) => (
            <div key={matter.service.key}>{matterInWords(matter, language)}</div>
          )),
        },
      ]}
    />
  )
}

/** The link of a cancelled booking opens nothing more: no time, no place, only the way to another booking. */
export function CancelledPage({ frame, matters, again }: Pick<LinkPageProps, 'frame' | 'matters'> & Again) {
  const t = texts(frame.language)
  return (
    <Page {...frame} title={t('ended.cancelled')} homeHref={keepLanguage(frame.address)('/')} noIndex>
      <Heading level={1}>{t('ended.cancelled')}</Heading>
      <Text size="large">{t('ended.cancelledText')}</Text>
      <BookAgain frame={frame} matters={matters} again={again} />
    </Page>
  )
}

/** The papers of this visit are here and can be gone on with; until a time of day in words, where that is soon. */
type Again = { readonly again?: { readonly token: string; readonly until: string | null } | undefined }

/** Where a booking for the same matters begins, as far as they can still be booked. */
export function bookAgainAddress(matters: readonly ChosenMatter[]): string {
  const bookable = matters.filter(({ service }) => service.active)
  return bookingAddress('/booking', { matters: keysOf(bookable) })
}

/** The way to another booking for the same matters, with the papers that are here (`again`) if its person wants that. */
export function BookAgain({ frame, matters, again }: Pick<LinkPageProps, 'frame' | 'matters'> & Again) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const href = keep(bookAgainAddress(matters))
  if (!again)
    return (
      <ButtonRow>
        <LinkButton href={href} icon="calendar-today">
          {t('ended.again')}
        </LinkButton>
      </ButtonRow>
    )
  return (
    <Section title={t('again.title')}>
      <Text>{again.until === null ? t('again.text') : t('again.until', { time: again.until })}</Text>
      <Form action={keep(`/v/${again.token}/again`)}>
        <ButtonRow>
          <Button icon="calendar-today">{t('again.with')}</Button>
          <LinkButton href={href} variant="secondary">
            {t('again.without')}
          </LinkButton>
        </ButtonRow>
      </Form>
    </Section>
  )
}

/** The states after which nothing more comes of a booking. */
export type EndedState = Extract<
  VisitState,
  'cancelled' | 'expired' | 'no_show' | 'settled' | 'done' | 'left'
>

/** A booking that is over: what is true of it, and how to get another. Of a visit that was to be, not when and where. */
export function EndedPage({
  frame,
  state,
  kind,
  phone,
  time,
  site,
  matters,
  again,
}: Pick<LinkPageProps, 'frame' | 'time' | 'site' | 'matters'> & {
  readonly state: EndedState
  readonly kind: VisitKind
  /** The city's, for whoever was to be called. */
  readonly phone: string
} & Again) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  // Who was to be called has no number of a hall.
  const words = state === 'left' && kind !== 'on_site' ? 'unheard' : state
  return (
    <Page {...frame} title={t(`ended.${words}`)} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t(`ended.${words}`)}</Heading>
      <Text size="large">
        <PhoneText text={t(`ended.${words}Text`, { phone })} phone={phone} />
      </Text>
      {(state === 'expired' || state === 'settled') && (
        <SummaryList
          rows={[
            { term: t('check.time'), value: time },
            { term: t('check.place'), value: site },
          ]}
        />
      )}
      {state !== 'settled' && <BookAgain frame={frame} matters={matters} again={again} />}
    </Page>
  )
}

/** A link that opens nothing. Says the same whether it never was or is no more. */
export function UnknownLinkPage({ frame, phone }: { readonly frame: PageFrame; readonly phone: string }) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('unknown.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('unknown.title')}</Heading>
      <Alert kind="warning" title={t('unknown.text')} />
      <List
        items={[
          t('unknown.mail'),
          <PhoneText key="phone" text={t('unknown.phone', { phone })} phone={phone} />,
        ]}
      />
      <ButtonRow>
        <LinkButton href={keep('/booking')} variant="secondary">
          {t('unknown.new')}
        </LinkButton>
      </ButtonRow>
    </Page>
  )
}
