import { REACH_KM, REACHES_KM } from '#features/visit/model.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { HoldNotice } from '#ui/HoldNotice.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Select } from '#ui/Select.tsx'
import { Steps } from '#ui/Steps.tsx'
import { Text } from '#ui/Text.tsx'
import { TextField } from '#ui/TextField.tsx'
import { EMAIL_LIMIT, NAME_LIMIT } from '../model.ts'
import { BirthField } from './BirthField.tsx'
import { CompanionFields, companionProblems } from './CompanionFields.tsx'
import type { Carried } from './carried.ts'
import type { HoldView } from './heldView.ts'
import { KindChoice } from './KindChoice.tsx'
import { ReminderChoice } from './ReminderChoice.tsx'
import { STEPS } from './steps.ts'
import { texts } from './texts.ts'

/** What somebody typed, right or wrong. */
export type TypedContact = {
  readonly name: string
  readonly email: string
  /** Asked for only where the visit may take place in several ways. */
  readonly kind?: string
  readonly phone?: string
  /** Asked for only where times are scarce; never shown again, because only a digest is kept. */
  readonly birth?: string
  /** Who else comes, a name in each line; asked for only where more than one person comes. */
  readonly companions?: string
  /** How far they would go if the site closes, in kilometres. */
  readonly reach?: string
  /** Of what they want to be reminded, one in each line; left out where nobody asked. */
  readonly reminders?: string
  /** Where an SMS shall go. */
  readonly mobile?: string
}

/** What is wrong with it, by field. */
export type ContactProblems = {
  readonly name?: 'nameMissing' | 'nameLong'
  readonly email?: 'emailMissing' | 'emailWrong'
  readonly phone?: 'phoneMissing' | 'phoneWrong'
  readonly birth?: 'birthWrong'
  readonly mobile?: 'mobileMissing' | 'mobileWrong'
  /** For each person who comes along. */
  readonly companions?: readonly ('companionMissing' | 'nameLong' | null)[]
}

export type ContactPageProps = {
  readonly frame: PageFrame
  readonly carried: Carried
  readonly hold: HoldView
  readonly typed: TypedContact
  readonly problems: ContactProblems
  /** The hold has just been extended. */
  readonly extended: boolean
  readonly idempotencyKey: string
  readonly phone: string
}

/** Third question of a booking: who comes, and where the confirmation goes. */
export function ContactPage(props: ContactPageProps) {
  const { frame, carried, hold, typed, problems, phone } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const name = problems.name && t(`contact.${problems.name}`, { limit: NAME_LIMIT })
  const email = problems.email && t(`contact.${problems.email}`)
  const phoneFault = problems.phone && t(`contact.${problems.phone}`)
  const mobile = problems.mobile && t(`contact.${problems.mobile}`)
  const birth = problems.birth && t(`contact.${problems.birth}`)
  const companions = { language: frame.language, people: hold.people, typed, problems }
  const found = [
    ...(phoneFault ? [{ field: 'phone', text: phoneFault }] : []),
    ...(name ? [{ field: 'name', text: name }] : []),
    ...companionProblems(companions),
    ...(email ? [{ field: 'email', text: email }] : []),
    ...(mobile ? [{ field: 'mobile', text: mobile }] : []),
    ...(birth ? [{ field: 'birth', text: birth }] : []),
  ]
  return (
    <Page
      {...frame}
      title={t('contact.title')}
      hasErrors={found.length > 0}
      homeHref={keep('/')}
      languageForm={{ id: 'contact', method: 'post' }}
      noIndex
      before={
        <>
          <BackLink href={keep(carried.timesAddress)} text={t('back')} />
          <Steps language={frame.language} current={3} total={STEPS} />
        </>
      }
    >
      <ErrorSummary language={frame.language} problems={found} />
      <Heading level={1}>{t('contact.title')}</Heading>
      <Text>{t('contact.time', { time: hold.time, site: hold.site })}</Text>
      {props.extended && <Alert kind="success" title={t('contact.extended')} live="polite" />}
      <HoldNotice language={frame.language} until={hold.until} now={hold.now} />
      {!hold.canExtend && <Text>{t('contact.limit')}</Text>}
      <Form
        id="contact"
        action={keep(carried.addressOf('/booking/contact'))}
        hidden={{ idempotencyKey: props.idempotencyKey }}
      >
        <KindChoice language={frame.language} kinds={hold.kinds} typed={typed} error={phoneFault} />
        <TextField
          name="name"
          label={t('contact.name')}
          hint={t('contact.nameHint')}
          value={typed.name}
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
          hint={t(hold.proven ? 'contact.emailProven' : 'contact.emailHint')}
          value={typed.email}
          error={email}
          autoComplete="email"
          spellCheck={false}
          maxLength={EMAIL_LIMIT}
        />
        <Select
          name="reach"
          label={t('contact.reach')}
          hint={t('contact.reachHint')}
          options={REACHES_KM.map((km) => ({ value: String(km), text: t('contact.reachKm', { km }) }))}
          value={typed.reach ?? String(REACH_KM)}
        />
        <ReminderChoice language={frame.language} reminders={hold.reminders} typed={typed} error={mobile} />
        {hold.scarce && <BirthField language={frame.language} typed={typed} error={birth} />}
        <ButtonRow>
          <Button>{t('next')}</Button>
          <HoldButtons {...props} />
        </ButtonRow>
      </Form>
      <Text>
        <PhoneText text={t('contact.noEmail', { phone })} phone={phone} />
      </Text>
    </Page>
  )
}

/** To keep the time for longer, or to take another one; what was typed goes along. */
export function HoldButtons({
  frame,
  carried,
  hold,
}: Pick<ContactPageProps, 'frame' | 'carried'> & { readonly hold: Pick<HoldView, 'canExtend'> }) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <>
      {hold.canExtend && (
        <Button variant="secondary" formAction={keep(carried.addressOf('/booking/extend'))}>
          {t('contact.extend')}
        </Button>
      )}
      <Button variant="tertiary" formAction={keep(carried.addressOf('/booking/again'))}>
        {t('contact.other')}
      </Button>
    </>
  )
}
