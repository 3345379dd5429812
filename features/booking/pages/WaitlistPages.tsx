import type { Site } from '#features/authority/model.ts'
import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import type { VisitKind } from '#features/visit/model.ts'
import { HOUR, type LocalDate } from '#kernel/instant.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Details } from '#ui/Details.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { TextField } from '#ui/TextField.tsx'
import { FREE_REFUSALS, URGENT_DAYS } from '../model/waitlist.ts'
import { lastUntil, type UntilProblem, usualUntil, writtenDate } from '../model/wishUntil.ts'
import { EMAIL_LIMIT, NAME_LIMIT, UNCONFIRMED_LIMIT } from '../model.ts'
import { bookingAddress, type ChosenMatter, keysOf, peopleOf } from './address.ts'
import { BirthField } from './BirthField.tsx'
import { CompanionFields, companionProblems } from './CompanionFields.tsx'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'
import { KindChoice } from './KindChoice.tsx'
import { matterInWords, texts } from './texts.ts'
import { WishFields } from './WishFields.tsx'
import { dateField, type TypedWish } from './waitlistForm.ts'

export type JoinPageProps = {
  readonly frame: PageFrame
  readonly matters: readonly ChosenMatter[]
  readonly sites: readonly Site[]
  readonly kinds: readonly VisitKind[]
  readonly today: LocalDate
  readonly typed: TypedWish
  readonly contact: TypedContact
  readonly problems: ContactProblems & { readonly dates?: readonly string[]; readonly until?: UntilProblem }
  readonly tooManyOpen?: boolean
  readonly idempotencyKey: string
  readonly phone: string
}

/** The question for a place on the list: where, when, until when, and whom to write to. */
export function JoinPage(props: JoinPageProps) {
  const { frame, matters, typed, problems } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const keys = keysOf(matters)
  const name = problems.name && t(`contact.${problems.name}`, { limit: NAME_LIMIT })
  const email = problems.email && t(`contact.${problems.email}`)
  const birth = problems.birth && t(`contact.${problems.birth}`)
  const companions = { language: frame.language, people: peopleOf(matters), typed: props.contact, problems }
  const phone = problems.phone && t(`contact.${problems.phone}`)
  const days = {
    example: writtenDate(usualUntil(props.today)),
    last: writtenDate(lastUntil(props.today)),
  }
  const until = problems.until && t(`wait.${problems.until}`, days)
  const found = [
    ...(until ? [{ field: 'until', text: until }] : []),
    ...(problems.dates ?? []).map((key) => ({ field: dateField(key), text: t('wait.dateWrong') })),
    ...(phone ? [{ field: 'phone', text: phone }] : []),
    ...(name ? [{ field: 'name', text: name }] : []),
    ...companionProblems(companions),
    ...(email ? [{ field: 'email', text: email }] : []),
    ...(birth ? [{ field: 'birth', text: birth }] : []),
  ]
  return (
    <Page
      {...frame}
      title={t('wait.title')}
      hasErrors={found.length > 0}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(bookingAddress('/booking/times', { matters: keys }))} text={t('back')} />}
    >
      <ErrorSummary language={frame.language} problems={found} />
      <Heading level={1}>{t('wait.title')}</Heading>
      <Text size="large">{t('wait.intro')}</Text>
      {props.tooManyOpen && (
        <Alert kind="danger" title={t('wait.tooManyOpen', { limit: UNCONFIRMED_LIMIT })} live="assertive" />
      )}
      <SummaryList
        rows={[
          {
            term: t('check.matters'),
            value: matters.map((matter) => (
              <div key={matter.service.key}>{matterInWords(matter, frame.language)}</div>
            )),
          },
        ]}
      />
      <Rules {...props} />
      <Form
        action={keep(bookingAddress('/waitlist', { matters: keys }))}
        hidden={{ idempotencyKey: props.idempotencyKey }}
      >
        <WishFields language={frame.language} sites={props.sites} today={props.today} typed={typed} />
        <TextField
          name="until"
          label={t('wait.until')}
          hint={t('wait.untilHint', days)}
          value={typed.until}
          error={until}
          inputMode="numeric"
          width="short"
          maxLength={20}
        />
        <DateFields {...props} />
        <KindChoice language={frame.language} kinds={props.kinds} typed={props.contact} error={phone} />
        <TextField
          name="name"
          label={t('contact.name')}
          hint={t('contact.nameHint')}
          value={props.contact.name}
          error={name}
          autoComplete="name"
          spellCheck={false}
          maxLength={NAME_LIMIT + 40}
        />
        <CompanionFields {...companions} />
        <TextField
          name="email"
          type="email"
          inputMode="email"
          label={t('contact.email')}
          hint={t('wait.emailHint')}
          value={props.contact.email}
          error={email}
          autoComplete="email"
          spellCheck={false}
          maxLength={EMAIL_LIMIT}
        />
        {matters.some(({ service }) => service.scarce) && (
          <BirthField language={frame.language} typed={props.contact} error={birth} />
        )}
        <ButtonRow>
          <Button>{t('wait.submit')}</Button>
        </ButtonRow>
      </Form>
      <Text>
        <PhoneText text={t('wait.noEmail', { phone: props.phone })} phone={props.phone} />
      </Text>
    </Page>
  )
}

/** A date for each matter for which the law has a deadline; nobody has to state one. */
function DateFields({ frame: { language }, matters, typed, problems }: JoinPageProps) {
  const t = texts(language)
  return matters.flatMap(({ service }) =>
    service.deadline
      ? [
          <TextField
            key={service.key}
            name={dateField(service.key)}
            label={service.deadline.texts.date[language]}
            hint={t('wait.dateHint')}
            optional={t('wait.optional')}
            value={typed.dates[service.key]}
            error={problems.dates?.includes(service.key) ? t('wait.dateWrong') : undefined}
            inputMode="numeric"
            width="short"
            maxLength={20}
          />,
        ]
      : [],
  )
}

/** The published order, before anybody joins. */
function Rules({ frame: { language } }: JoinPageProps) {
  const t = texts(language)
  return (
    <Details title={t('wait.rules')}>
      <List
        items={[
          t('wait.rule.which', { hours: LIST_NOTICE / HOUR }),
          t('wait.rule.order'),
          t('wait.rule.urgent', { days: URGENT_DAYS }),
          t('wait.rule.half'),
          t('wait.rule.answer'),
          t('wait.rule.refuse', { count: FREE_REFUSALS }),
          t('wait.rule.public'),
          t('wait.rule.log'),
        ]}
      />
    </Details>
  )
}

/** What is left to do: press the link in the mail. */
export function AskedPage({
  frame,
  demo,
  phone,
}: {
  readonly frame: PageFrame
  readonly demo: boolean
  readonly phone: string
}) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('wait.askedTitle')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('wait.askedTitle')}</Heading>
      <Text size="large">{t('wait.askedText')}</Text>
      {demo && (
        <Alert kind="info" title={t('done.demo')}>
          <Text>
            {t('done.demoText')} <Link href={keep('/demo/mail')}>{t('done.demoLink')}</Link>
          </Text>
        </Alert>
      )}
      <Section title={t('done.noMail')}>
        <List
          items={[
            t('done.wait'),
            t('done.spam'),
            <PhoneText key="call" text={t('done.call', { phone })} phone={phone} />,
          ]}
        />
      </Section>
    </Page>
  )
}

/** A booking that shall become earlier: where and when it would suit. */
export function EarlierPage({
  frame,
  token,
  time,
  sites,
  today,
  typed,
  idempotencyKey,
}: {
  readonly frame: PageFrame
  readonly token: string
  readonly time: string
  readonly sites: readonly Site[]
  readonly today: LocalDate
  readonly typed: Pick<TypedWish, 'siteKeys' | 'weekdays' | 'parts'>
  readonly idempotencyKey: string
}) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('wait.earlierTitle')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/v/${token}`)} text={t('back')} />}
    >
      <Heading level={1}>{t('wait.earlierTitle')}</Heading>
      <Text size="large">{t('wait.earlierText', { time })}</Text>
      <Form action={keep(`/v/${token}/earlier`)} hidden={{ idempotencyKey }}>
        <WishFields language={frame.language} sites={sites} today={today} typed={typed} />
        <ButtonRow>
          <Button>{t('wait.submit')}</Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}
