import { type FormEvent, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import { endOverrideRoute, intakeRoute, overrideIntakeRoute } from '../contract/intake.ts'
import { OVERRIDE_REASONS, type OverrideReason } from '../model/intake.ts'
import { OVERRIDE_FAILURES } from './failures.ts'
import { SiteChoice } from './SiteChoice.tsx'
import { hallTexts } from './texts.ts'

/** Read again so often by itself (milliseconds). */
const EVERY = 15_000

type Read = Output<typeof intakeRoute>

/** For which services numbers are drawn at a site now, and why not; whoever decides may open or close it by hand. */
export function IntakePanel({ site, decides }: { readonly site: string; readonly decides: boolean }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { data, refetch } = useRead(intakeRoute, { params: { site } }, { every: EVERY })
  const clock = (moment: string) => formatTime(parseInstant(moment), zoneOf(directory, site), language)
  if (!data) return null
  const seenAt = data.services.find((each) => each.seenAt !== null)?.seenAt
  const again = () => void refetch()
  const drawn = (stopped: string | null) => data.open && stopped === null
  return (
    <section className="console-panel" aria-labelledby="hall-intake">
      <h2 className="console-panel__title" id="hall-intake">
        {t('intake.title')}
      </h2>
      <p className="console-line">
        {!data.open
          ? t('intake.shut')
          : seenAt
            ? t('intake.seen', { time: clock(seenAt) })
            : t('intake.unknown')}
      </p>
      <ul className="console-list">
        {data.services.map(({ service, stopped, fits, extraMinutes }) => (
          <li className="console-item" key={service}>
            <span className="console-item__main">
              <strong>{serviceTitle(directory, service)}</strong>
              <span className="console-item__meta">
                {stopped ? t(`intake.stop.${stopped}`) : fits === false ? t('intake.onlySaid') : ''}
                {extraMinutes !== null && extraMinutes >= 1
                  ? ` ${t('intake.extra', { minutes: Math.round(extraMinutes) })}`
                  : ''}
              </span>
            </span>
            <Tag
              kind={drawn(stopped) ? 'success' : 'warning'}
              text={t(drawn(stopped) ? 'intake.open' : 'intake.closed')}
            />
          </li>
        ))}
      </ul>
      <Overrides site={site} overrides={data.overrides} decides={decides} onChanged={again} />
      {decides && <OverrideForm site={site} services={data.services} onDone={again} />}
    </section>
  )
}

type OverridesProps = {
  readonly site: string
  readonly overrides: Read['overrides']
  readonly decides: boolean
  readonly onChanged: () => void
}

/** What was decided by hand, until when, and the way back. */
function Overrides({ site, overrides, decides, onChanged }: OverridesProps) {
  const { language, directory, announce } = useConsole()
  const t = hallTexts(language)
  const end = useCommand(endOverrideRoute)
  if (overrides.length === 0) return null

  async function press(override: string) {
    const answer = await end.press({ params: { site, override } })
    if (!answer) return
    announce(t('intake.ended'))
    onChanged()
  }

  return (
    <ul className="console-list" aria-label={t('intake.byHand')}>
      {overrides.map(({ override, service, takesIn, reason, until }) => (
        <li className="console-item" key={override}>
          <span className="console-item__main">
            <strong>
              {t(takesIn ? 'intake.openedByHand' : 'intake.closedByHand', {
                service: service === null ? t('intake.all') : serviceTitle(directory, service),
                time: formatTime(parseInstant(until), zoneOf(directory, site), language),
              })}
            </strong>
            <span className="console-item__meta">{t(`intake.reason.${reason}`)}</span>
          </span>
          {decides && (
            <ActionButton busy={end.busy} onPress={() => void press(override)}>
              {t('intake.end')}
            </ActionButton>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Stands for every service; no service has this key. */
const ALL = ''

type FormProps = {
  readonly site: string
  readonly services: Read['services']
  readonly onDone: () => void
}

/** Opens or closes intake by hand until a time today, with a reason. */
function OverrideForm({ site, services, onDone }: FormProps) {
  const { language, directory, announce } = useConsole()
  const t = hallTexts(language)
  const decide = useCommand(overrideIntakeRoute)
  const [service, setService] = useState(ALL)
  const [takesIn, setTakesIn] = useState(false)
  const [until, setUntil] = useState('')
  const [reason, setReason] = useState<OverrideReason>()
  const [failure, setFailure] = useState<
    ErrorCode<typeof overrideIntakeRoute> | ClientCode | 'no_reason' | 'no_time'
  >()

  async function send(event: FormEvent) {
    event.preventDefault()
    if (until !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(until)) return setFailure('no_time')
    if (!reason) return setFailure('no_reason')
    const body = { service: service === ALL ? null : service, takesIn, until: until || null, reason }
    const answer = await decide.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('intake.decided'))
    onDone()
  }

  return (
    <form className="console-form" onSubmit={(event) => void send(event)} noValidate>
      <h3 className="kern-label">{t('intake.byHand')}</h3>
      <Picker
        label={t('intake.for')}
        value={service}
        onChange={setService}
        options={[
          { value: ALL, text: t('intake.all') },
          ...services.map((each) => ({
            value: each.service,
            text: serviceTitle(directory, each.service),
          })),
        ]}
      />
      <Picker
        label={t('intake.what')}
        value={takesIn ? 'open' : 'close'}
        onChange={(value) => setTakesIn(value === 'open')}
        options={[
          { value: 'close', text: t('intake.close') },
          { value: 'open', text: t('intake.openIt') },
        ]}
      />
      <TextInput
        label={t('intake.until')}
        hint={t('intake.untilHint')}
        value={until}
        onChange={setUntil}
        maxLength={5}
        error={failure === 'no_time' ? t('intake.noTime') : undefined}
      />
      <Picker
        label={t('intake.why')}
        placeholder={t('choose.pick')}
        value={reason}
        onChange={(value) => setReason(OVERRIDE_REASONS.find((one) => one === value))}
        options={OVERRIDE_REASONS.map((one) => ({ value: one, text: t(`intake.reason.${one}`) }))}
      />
      {failure && failure !== 'no_time' && (
        <Alert
          kind="danger"
          title={failureText(failure, OVERRIDE_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <ActionButton type="submit" busy={decide.busy}>
        {t('intake.decide')}
      </ActionButton>
    </form>
  )
}

/** For phone agents, before people leave home: whether numbers are still drawn at a site. */
export function IntakeAnywhere({ site }: { readonly site: string | null }) {
  const t = hallTexts(useConsole().language)
  const [chosen, setChosen] = useState<string>()
  const here = site ?? chosen
  return (
    <section className="console-panel" aria-labelledby="intake-anywhere">
      <h2 className="console-panel__title" id="intake-anywhere">
        {t('intake.walkIns')}
      </h2>
      {site === null && <SiteChoice value={chosen} onChange={setChosen} />}
      {here && <IntakePanel key={here} site={here} decides={false} />}
    </section>
  )
}
