import type { Site } from '#features/authority/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { formatDay, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'
import type { Afterwards } from './visitBehind.ts'

/** Asks once more before somebody gives up their place. */
export function LeavePage(props: {
  readonly frame: PageFrame
  readonly visit: Visit
  readonly site: Site
  readonly token: string
  /** What stays booked although they go. */
  readonly afterwards: Afterwards | undefined
  readonly failed?: boolean
}) {
  const { frame, visit, site, token, afterwards, failed } = props
  const t = hallTexts(frame.language)
  const back = `/w/${token}?lang=${frame.language}`
  return (
    <Page {...frame} title={t('waiting.leave.title')} noIndex>
      <Heading level={1}>{t('waiting.leave.title')}</Heading>
      {failed ? (
        <Alert kind="warning" title={t('waiting.leave.failed')} />
      ) : (
        <Text size="large">{t('waiting.leave.text', { number: visit.ticketNumber ?? '' })}</Text>
      )}
      {!failed && visit.state === 'parked' && <Text>{t('waiting.leave.parked')}</Text>}
      {!failed && afterwards && (
        <Text>
          {t('waiting.leave.then', { time: formatTime(afterwards.at, site.timeZone, frame.language) })}
        </Text>
      )}
      <ButtonRow>
        <LinkButton href={back} variant={failed ? 'primary' : 'secondary'}>
          {t('waiting.leave.stay')}
        </LinkButton>
      </ButtonRow>
      {!failed && (
        <Form
          action={`/w/${token}/leave?lang=${frame.language}`}
          hidden={{ idempotencyKey: crypto.randomUUID() }}
        >
          <Button variant="primary">{t('waiting.leave.confirm')}</Button>
        </Form>
      )}
    </Page>
  )
}

/** After its day a link says nothing more. */
export function LeftBehindPage({ frame, day }: { readonly frame: PageFrame; readonly day: LocalDate }) {
  const t = hallTexts(frame.language)
  return (
    <Page {...frame} title={t('waiting.title.past')} noIndex>
      <Heading level={1}>{t('waiting.title.past')}</Heading>
      <Text size="large">{t('waiting.past.text', { day: formatDay(day, frame.language) })}</Text>
      <ButtonRow>
        <LinkButton href={`/?lang=${frame.language}`} variant="secondary" icon="home">
          {t('waiting.home')}
        </LinkButton>
      </ButtonRow>
    </Page>
  )
}
