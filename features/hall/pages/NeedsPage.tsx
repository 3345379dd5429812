import { NEEDS, type Visit } from '#features/visit/model.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'

/** What somebody needs, by ticks; nobody is asked why. A page of its own, so that nothing loads it anew meanwhile. */
export function NeedsPage(props: {
  readonly frame: PageFrame
  readonly visit: Visit
  readonly token: string
}) {
  const { frame, visit, token } = props
  const { language } = frame
  const t = hallTexts(language)
  return (
    <Page {...frame} title={t('waiting.needs.title')} noIndex>
      <BackLink href={`/w/${token}?lang=${language}`} text={t('waiting.needs.return')} />
      <Form action={`/w/${token}/needs?lang=${language}`} hidden={{ idempotencyKey: crypto.randomUUID() }}>
        <CheckboxGroup
          name="need"
          label={t('waiting.needs.title')}
          pageTitle
          hint={t('waiting.needs.hint')}
          choices={NEEDS.map((need) => ({ value: need, label: t(`need.${need}`) }))}
          values={visit.needs}
        />
        <Text muted>{t('waiting.needs.order')}</Text>
        <Button>{t('waiting.needs.save')}</Button>
      </Form>
    </Page>
  )
}
