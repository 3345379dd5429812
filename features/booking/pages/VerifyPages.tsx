import type { ReactNode } from 'react'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Text } from '#ui/Text.tsx'
import { TextField } from '#ui/TextField.tsx'
import { EMAIL_LIMIT, NAME_LIMIT } from '../model.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'
import type { Carried } from './carried.ts'
import { texts } from './texts.ts'

type Shared = {
  readonly frame: PageFrame
  readonly carried: Carried
  /** The wanted time, in words; nothing is held yet. */
  readonly time: string | undefined
  readonly idempotencyKey: string
  readonly phone: string
}

/** Without a proof of work the contact is proven before anything is held: who comes, and where the code goes. */
export function VerifyPage({
  typed,
  problems,
  tooMany,
  ...props
}: Shared & {
  readonly typed: TypedContact
  readonly problems: ContactProblems
  /** The address has enough codes. */
  readonly tooMany: boolean
}) {
  const { frame, carried, time } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const name = problems.name && t(`contact.${problems.name}`, { limit: NAME_LIMIT })
  const email = tooMany ? t('verify.tooMany') : problems.email && t(`contact.${problems.email}`)
  const found = [
    ...(name ? [{ field: 'name', text: name }] : []),
    ...(email ? [{ field: 'email', text: email }] : []),
  ]
  return (
    <VerifyFrame {...props} title={t('verify.title')} found={found}>
      <Text>{t('verify.why')}</Text>
      {time && <Text>{t('verify.notHeld', { time })}</Text>}
      <Form
        action={keep(carried.addressOf('/booking/verify'))}
        hidden={{ idempotencyKey: props.idempotencyKey }}
      >
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
        <TextField
          name="email"
          type="email"
          inputMode="email"
          label={t('contact.email')}
          hint={t('verify.emailHint')}
          value={typed.email}
          error={email}
          autoComplete="email"
          spellCheck={false}
          maxLength={EMAIL_LIMIT}
        />
        <Button>{t('verify.send')}</Button>
      </Form>
    </VerifyFrame>
  )
}

/** The code from the mail; the right one holds the time. */
export function CodePage({
  email,
  problem,
  ...props
}: Shared & { readonly email: string; readonly problem: 'wrong' | 'over' | undefined }) {
  const { frame, carried, time } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const error = problem && t(`code.${problem}`)
  return (
    <VerifyFrame {...props} title={t('code.title')} found={error ? [{ field: 'code', text: error }] : []}>
      <Text>{t('code.sent', { email })}</Text>
      {time && <Text>{t('verify.notHeld', { time })}</Text>}
      <Form
        action={keep(carried.addressOf('/booking/code'))}
        hidden={{ idempotencyKey: props.idempotencyKey }}
      >
        <TextField
          name="code"
          label={t('code.label')}
          hint={t('code.hint')}
          value=""
          error={error}
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          maxLength={20}
        />
        <Button>{t('code.submit')}</Button>
      </Form>
      <Text>
        <Link href={keep(carried.addressOf('/booking/verify'))}>{t('code.again')}</Link>
      </Text>
    </VerifyFrame>
  )
}

function VerifyFrame({
  frame,
  carried,
  phone,
  title,
  found,
  children,
}: Shared & {
  readonly title: string
  readonly found: readonly { readonly field: string; readonly text: string }[]
  readonly children: ReactNode
}) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={title}
      hasErrors={found.length > 0}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(carried.timesAddress)} text={t('back')} />}
    >
      <ErrorSummary language={frame.language} problems={found} />
      <Heading level={1}>{title}</Heading>
      {children}
      <Text>
        <PhoneText text={t('verify.phone', { phone })} phone={phone} />
      </Text>
    </Page>
  )
}
