import type { Site } from '#features/authority/model.ts'
import { papersInWords, usualReminders } from '#features/catalogue/model.ts'
import { writeReminder } from '#features/visit/model/reminder.ts'
import { REACH_KM, type VisitKind } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { HoldNotice } from '#ui/HoldNotice.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Steps } from '#ui/Steps.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { AddressOf } from './AddressOf.tsx'
import { HoldButtons, type TypedContact } from './ContactPage.tsx'
import type { Carried } from './carried.ts'
import { linesOf } from './companions.ts'
import type { Held, HoldView } from './heldView.ts'
import { PapersHere } from './PapersHere.tsx'
import { chosenReminders, reminderInWords } from './ReminderChoice.tsx'
import { STEPS } from './steps.ts'
import { matterInWords, texts } from './texts.ts'

export type CheckPageProps = {
  readonly frame: PageFrame
  readonly carried: Carried
  readonly hold: HoldView
  readonly matters: Held['matters']
  readonly site: Site
  /** The day on which the site moves there, if it is still to come. */
  readonly movesOn: LocalDate | null
  readonly contact: TypedContact
  readonly kind: VisitKind
  readonly extended: boolean
  /** Why the last press did nothing. */
  readonly refused?: string | undefined
  readonly idempotencyKey: string
}

/** Last page of a booking: everything at a glance, each with a way to change it. */
export function CheckPage(props: CheckPageProps) {
  const { frame, carried, hold } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('check.title')}
      homeHref={keep('/')}
      noIndex
      before={
        <>
          <BackLink href={keep(carried.addressOf('/booking/contact'))} text={t('back')} />
          <Steps language={frame.language} current={4} total={STEPS} />
        </>
      }
    >
      <Heading level={1}>{t('check.title')}</Heading>
      {props.refused && <Alert kind="danger" title={props.refused} live="assertive" />}
      {props.extended && <Alert kind="success" title={t('contact.extended')} live="polite" />}
      <HoldNotice language={frame.language} until={hold.until} now={hold.now} />
      {!hold.canExtend && <Text>{t('contact.limit')}</Text>}
      <Answers {...props} />
      <PapersHere language={frame.language} matters={props.matters} />
      <SendPapers {...props} />
      <Section title={t('check.next')}>
        <Text>{t(hold.proven ? 'check.noteProven' : 'check.note')}</Text>
        <Text muted>{t('check.privacy')}</Text>
        <Form
          action={keep(carried.addressOf('/booking/check'))}
          hidden={{ idempotencyKey: props.idempotencyKey, to: 'check' }}
        >
          <ButtonRow>
            <Button>{t(hold.proven ? 'check.sendProven' : 'check.send')}</Button>
            <HoldButtons {...props} />
          </ButtonRow>
        </Form>
      </Section>
    </Page>
  )
}

/** The step that nobody has to take: papers are sent before the booking is; nothing where its services take none. */
function SendPapers({ frame, carried, matters }: Pick<CheckPageProps, 'frame' | 'carried' | 'matters'>) {
  const t = texts(frame.language)
  if (!matters.some(({ service }) => service.takesPapers)) return null
  return (
    <Section title={t('papers.uploadNow')}>
      <Text>{t('papers.uploadText')}</Text>
      <ButtonRow>
        <LinkButton
          href={keepLanguage(frame.address)(carried.addressOf('/booking/upload'))}
          variant="secondary"
        >
          {t('papers.uploadStep')}
        </LinkButton>
      </ButtonRow>
    </Section>
  )
}

/** Everybody who comes, a line each. */
function Names({ name, companions }: TypedContact) {
  // biome-ignore lint/suspicious/noArrayIndexKey: two people can have the same name
  return [name, ...linesOf(companions)].map((one, index) => <div key={index}>{one}</div>)
}

/** When somebody is reminded, a line each. */
function Reminders({
  language,
  hold,
  contact,
}: Pick<CheckPageProps, 'hold' | 'contact'> & { readonly language: Language }) {
  const t = texts(language)
  const mobile = contact.mobile
  const chosen = chosenReminders(contact) ?? usualReminders(hold.reminders)
  if (chosen.length === 0) return t('check.noReminders')
  return (
    <>
      {chosen.map((reminder) => (
        <div key={writeReminder(reminder)}>{reminderInWords(reminder, language)}</div>
      ))}
      {mobile && <div>{t('check.mobile', { mobile })}</div>}
    </>
  )
}

function Answers({ frame, carried, hold, matters, site, movesOn, contact, kind }: CheckPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const change = (path: string, about: string) => ({ href: keep(path), text: t('change'), about })
  const toMatters = carried.mattersAddress
  const toContact = carried.addressOf('/booking/contact')
  return (
    <SummaryList
      rows={[
        {
          term: t('check.matters'),
          value: matters.map((matter) => (
            <div key={matter.service.key}>{matterInWords(matter, language)}</div>
          )),
          action: change(toMatters, t('check.matters')),
        },
        {
          term: t('papers.mine'),
          value: matters.map(({ service, answers = {} }) => (
            <List key={service.key} items={papersInWords(service, answers, language)} />
          )),
          ...(matters.some(({ service }) => service.questions.length > 0)
            ? { action: change(toMatters, t('papers.mine')) }
            : {}),
        },
        {
          term: t('check.time'),
          value: hold.time,
          action: change(carried.timesAddress, t('check.time')),
        },
        {
          term: t('check.place'),
          value: (
            <>
              {hold.site}
              {kind === 'on_site' && (
                <>
                  <br />
                  <AddressOf site={site} movesOn={movesOn} language={language} />
                </>
              )}
            </>
          ),
          action: change(carried.timesAddress, t('check.place')),
        },
        ...(hold.kinds.length > 1
          ? [
              {
                term: t('check.kind'),
                value:
                  kind === 'telephone' ? t('kind.call', { phone: contact.phone ?? '' }) : t(`kind.${kind}`),
                action: change(toContact, t('check.kind')),
              },
            ]
          : []),
        { term: t('check.name'), value: <Names {...contact} />, action: change(toContact, t('check.name')) },
        { term: t('check.email'), value: contact.email, action: change(toContact, t('check.email')) },
        {
          term: t('check.reach'),
          value: t('contact.reachKm', { km: Number(contact.reach ?? REACH_KM) }),
          action: change(toContact, t('check.reach')),
        },
        ...(hold.reminders.length > 0
          ? [
              {
                term: t('check.reminders'),
                value: <Reminders language={language} hold={hold} contact={contact} />,
                action: change(toContact, t('check.reminders')),
              },
            ]
          : []),
      ]}
    />
  )
}
