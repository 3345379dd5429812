import { keepLanguage } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { timeValue } from './address.ts'
import type { TypedContact } from './ContactPage.tsx'
import type { Carried } from './carried.ts'
import { proofOf } from './proof.ts'
import { texts } from './texts.ts'

export type HoldOverPageProps = {
  readonly frame: PageFrame
  readonly carried: Carried
  /** The time that was held, in words, if it can still be asked for. */
  readonly time: string | undefined
  /** What was typed into the form meanwhile; it goes along with the next time. */
  readonly typed: TypedContact | undefined
}

/** The hold has ended: the same time once more, if nobody was faster, or another one. Matters are kept. */
export function HoldOverPage({ frame, carried, time, typed }: HoldOverPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const again = carried.matters.length > 0 ? carried.timesAddress : '/booking'
  return (
    <Page {...frame} title={t('over.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('over.title')}</Heading>
      <Text size="large">{t('over.text')}</Text>
      <Form
        action={keep(carried.addressOf('/booking/hold'))}
        hidden={{ ...typed }}
        proof={proofOf(frame, carried.matters)}
      >
        <ButtonRow>
          {carried.time && time && (
            <Button name="time" value={timeValue(carried.time)}>
              {t('over.same', { time })}
            </Button>
          )}
          <LinkButton href={keep(again)} variant={time ? 'secondary' : 'primary'}>
            {t('over.again')}
          </LinkButton>
        </ButtonRow>
      </Form>
    </Page>
  )
}
