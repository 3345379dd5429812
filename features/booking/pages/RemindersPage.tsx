import type { Reminder } from '#features/visit/model/reminder.ts'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import type { TypedContact } from './ContactPage.tsx'
import { ReminderChoice } from './ReminderChoice.tsx'
import { texts } from './texts.ts'

export type RemindersPageProps = {
  readonly frame: PageFrame
  readonly token: string
  readonly idempotencyKey: string
  readonly offered: readonly Reminder[]
  readonly typed: Pick<TypedContact, 'reminders' | 'mobile'>
  readonly problem: 'mobileMissing' | 'mobileWrong' | undefined
}

/** Of what somebody is reminded, and through what; behind the link of a booking. */
export function RemindersPage({ frame, token, idempotencyKey, offered, typed, problem }: RemindersPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const error = problem && t(`contact.${problem}`)
  return (
    <Page
      {...frame}
      title={t('reminders.title')}
      hasErrors={error !== undefined}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/v/${token}`)} text={t('back')} />}
    >
      <ErrorSummary language={language} problems={error ? [{ field: 'mobile', text: error }] : []} />
      <Heading level={1}>{t('reminders.title')}</Heading>
      {offered.length === 0 ? (
        <Text>{t('reminders.late')}</Text>
      ) : (
        <Form action={keep(`/v/${token}/reminders`)} hidden={{ idempotencyKey }}>
          <ReminderChoice language={language} reminders={offered} typed={typed} error={error} />
          <ButtonRow>
            <Button>{t('reminders.save')}</Button>
          </ButtonRow>
        </Form>
      )}
    </Page>
  )
}
