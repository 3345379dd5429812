import type { Language } from '#kernel/language.ts'
import { keepLanguage } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { RadioGroup } from '#ui/RadioGroup.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { TextArea } from '#ui/TextArea.tsx'
import { TextField } from '#ui/TextField.tsx'
import type { LandlordFault, LandlordField, LandlordLine, TypedConfirmation } from '../model/landlord.ts'
import { texts } from './texts.ts'

export type LandlordPageProps = {
  readonly frame: PageFrame
  readonly action: string
  readonly typed: TypedConfirmation
  readonly faults: readonly LandlordFault[]
  /** Why nothing of it could be kept: there is no room for one more file. */
  readonly isFull: boolean
  readonly idempotencyKey: string
}

/** A landlord confirms that somebody has moved in. The page says nothing of who passed its link on. */
export function LandlordPage(props: LandlordPageProps) {
  const { frame, action, typed, faults, isFull, idempotencyKey } = props
  const { language } = frame
  const t = texts(language)
  const problems = [
    ...faults.map((fault) => ({ field: fault.field, text: inWords(fault, language) })),
    ...(isFull ? [{ text: t('landlord.full') }] : []),
  ]
  const errorOf = (field: LandlordField) =>
    problems.find((each) => 'field' in each && each.field === field)?.text
  const line = (name: LandlordLine, purpose?: string) => (
    <TextField
      name={name}
      label={t(`landlord.${name}`)}
      value={typed[name]}
      error={errorOf(name)}
      maxLength={200}
      spellCheck={false}
      {...(purpose === undefined ? {} : { autoComplete: purpose })}
    />
  )
  return (
    <Page
      {...frame}
      title={t('landlord.title')}
      hasErrors={problems.length > 0}
      homeHref={keepLanguage(frame.address)('/')}
      noIndex
    >
      <Heading level={1}>{t('landlord.title')}</Heading>
      <ErrorSummary language={language} problems={problems} />
      <Text size="large">{t('landlord.intro')}</Text>
      <Text>{t('landlord.kept')}</Text>
      <Form action={action} hidden={{ idempotencyKey }}>
        <Section title={t('landlord.you')}>
          {line('landlord', 'name')}
          {line('landlordStreet', 'street-address')}
          {line('landlordTown')}
          <RadioGroup
            name="isOwner"
            label={t('landlord.isOwner')}
            value={typed.isOwner}
            error={errorOf('isOwner')}
            choices={[
              { value: 'yes', label: t('landlord.yes') },
              { value: 'no', label: t('landlord.no') },
            ]}
          />
          <TextField
            name="owner"
            label={t('landlord.owner')}
            hint={t('landlord.ownerHint')}
            value={typed.owner}
            error={errorOf('owner')}
            maxLength={200}
            spellCheck={false}
          />
        </Section>
        <Section title={t('landlord.dwelling')}>
          {line('dwellingStreet')}
          {line('dwellingTown')}
          <TextField
            name="movedIn"
            label={t('landlord.movedIn')}
            hint={t('landlord.movedInHint')}
            value={typed.movedIn}
            error={errorOf('movedIn')}
            inputMode="numeric"
            width="short"
            maxLength={20}
          />
          <TextArea
            name="people"
            label={t('landlord.people')}
            hint={t('landlord.peopleHint')}
            value={typed.people}
            error={errorOf('people')}
            rows={5}
            maxLength={2_000}
          />
        </Section>
        <CheckboxGroup
          name="true"
          label={t('landlord.true')}
          values={typed.true === 'yes' ? ['yes'] : []}
          error={errorOf('true')}
          choices={[{ value: 'yes', label: t('landlord.trueText') }]}
        />
        <ButtonRow>
          <Button>{t('landlord.send')}</Button>
        </ButtonRow>
      </Form>
    </Page>
  )
}

/** What the link says once it was used, or is over: the same for both, and for one that never was. */
export function LandlordOverPage({ frame, isSent }: { readonly frame: PageFrame; readonly isSent: boolean }) {
  const t = texts(frame.language)
  const title = t(isSent ? 'landlord.sent' : 'landlord.over')
  return (
    <Page {...frame} title={title} homeHref={keepLanguage(frame.address)('/')} noIndex>
      <Heading level={1}>{title}</Heading>
      <Text size="large">{t(isSent ? 'landlord.sentText' : 'landlord.overText')}</Text>
    </Page>
  )
}

function inWords({ field, code }: LandlordFault, language: Language): string {
  const t = texts(language)
  if (code !== 'missing') return t(`landlord.fault.${code}`)
  switch (field) {
    case 'movedIn':
      return t('landlord.fault.no_date')
    case 'true':
    case 'isOwner':
    case 'people':
      return t(`landlord.fault.${field}`)
    default:
      return t('landlord.fault.missing', { field: t(`landlord.${field}`) })
  }
}
