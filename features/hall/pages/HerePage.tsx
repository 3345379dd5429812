import type { Site } from '#features/authority/model.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { TextField } from '#ui/TextField.tsx'
import { hallTexts } from './texts.ts'

/** "I am here" on the phone: one field for the code that the hall shows. */
export function HerePage(props: {
  readonly frame: PageFrame
  readonly token: string
  readonly site: Site
  readonly typed?: string
  /** Why it did not work, and what to do. */
  readonly refusal?: string
}) {
  const { frame, token, site, typed, refusal } = props
  const { language } = frame
  const t = hallTexts(language)
  return (
    <Page {...frame} title={t('here.title')} noIndex hasErrors={refusal !== undefined}>
      <BackLink href={`/v/${token}?lang=${language}`} text={t('here.return')} />
      {refusal !== undefined && (
        <ErrorSummary language={language} problems={[{ field: 'code', text: refusal }]} />
      )}
      <Heading level={1}>{t('here.title')}</Heading>
      <Text>{t('here.text', { site: site.texts.name[language] })}</Text>
      <Form action={`/w/${token}/here?lang=${language}`}>
        <TextField
          name="code"
          label={t('here.code')}
          hint={t('here.hint')}
          value={typed ?? ''}
          error={refusal}
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          width="short"
        />
        <Button>{t('here.send')}</Button>
      </Form>
      <Text muted>{t('here.otherwise')}</Text>
    </Page>
  )
}
