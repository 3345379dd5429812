import type { Site } from '#features/authority/model.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { ErrorSummary } from '#ui/ErrorSummary.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { RadioGroup } from '#ui/RadioGroup.tsx'
import { Text } from '#ui/Text.tsx'
import { hallTexts } from './texts.ts'

/** Why a ticket was not exchanged; it counts as before. */
export type ExchangeProblem = 'no_time' | 'time_gone' | 'full_today' | 'closed_today'

/** Somebody who waits takes a time instead: later today or on another day. */
export function ExchangePage(props: {
  readonly frame: PageFrame
  readonly visit: Visit
  readonly site: Site
  readonly token: string
  readonly times: readonly Instant[]
  readonly problem?: ExchangeProblem
}) {
  const { frame, visit, site, token, times, problem } = props
  const { language } = frame
  const t = hallTexts(language)
  const number = visit.ticketNumber ?? ''
  const text = problem && t(`exchange.problem.${problem}`, { number })
  const back = (
    <LinkButton href={`/w/${token}?lang=${language}`} variant="secondary">
      {t('exchange.stay')}
    </LinkButton>
  )
  return (
    <Page {...frame} title={t('exchange.title')} noIndex hasErrors={text !== undefined}>
      {text !== undefined && (
        <ErrorSummary
          language={language}
          problems={[{ field: times.length > 0 ? 'time' : undefined, text }]}
        />
      )}
      <Heading level={1}>{t('exchange.title')}</Heading>
      {times.length === 0 ? (
        <>
          <Text size="large">{t('exchange.none', { number })}</Text>
          <ButtonRow>{back}</ButtonRow>
        </>
      ) : (
        <Form
          action={`/w/${token}/exchange?lang=${language}`}
          hidden={{ idempotencyKey: crypto.randomUUID() }}
        >
          <Text size="large">{t('exchange.text', { number })}</Text>
          <RadioGroup
            name="time"
            label={t('exchange.times')}
            layout="rows"
            choices={times.map((time) => ({
              value: isoInstant(time),
              label: formatDayAndTime(time, site.timeZone, language),
            }))}
            error={problem === 'no_time' ? text : undefined}
          />
          <ButtonRow>
            <Button variant="primary">{t('exchange.confirm')}</Button>
            {back}
          </ButtonRow>
        </Form>
      )}
    </Page>
  )
}
