import type { Language } from '#kernel/language.ts'
import { Button } from '#ui/Button.tsx'
import { Form } from '#ui/Form.tsx'
import { LivePart, LiveValue, LiveWhile } from '#ui/LivePart.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'
import type { ToldParts } from './toldWords.ts'

/**
 * One press for whoever goes away until they have to be back, or, being away, stays away for longer: with the time that
 * they read, which changes under their eyes, and nothing where there is none.
 */
export function StayAway(props: {
  readonly language: Language
  readonly token: string
  readonly told: ToldParts
}) {
  const { language, token, told } = props
  const t = hallTexts(language)
  return (
    <LiveWhile name="stay" shown={told.stay !== ''}>
      <Text size="large">
        <LivePart name="longer">{told.longer}</LivePart>
      </Text>
      <Form action={`/w/${token}/away?lang=${language}`} hidden={{ idempotencyKey: crypto.randomUUID() }}>
        <LiveValue name="backBy" value={told.backBy} />
        <Button variant="secondary">
          <LivePart name="stay">{told.stay}</LivePart>
        </Button>
      </Form>
      <Text muted>{t('waiting.stay.promise')}</Text>
    </LiveWhile>
  )
}
