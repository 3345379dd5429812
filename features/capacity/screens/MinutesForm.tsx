import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { changeMinutesRoute, previewMinutesRoute } from '../contract.ts'
import { MOST_PLANNED } from '../model/plannedMinutes.ts'
import { MINUTES_FAILURES } from './failures.ts'
import { readMinutes, typedMinutes } from './minutesTyped.ts'
import { capacityTexts, type MinutesPreview, type MinutesRead } from './texts.ts'

export type MinutesFormProps = {
  readonly data: MinutesRead
  /** The newest change, whose earlier minutes are to be looked at before they hold again. */
  readonly undoes: string | undefined
  readonly onDone: () => void
}

/** The planned minutes of all services. First it says what others do; nothing is saved unseen. */
export function MinutesForm({ data, undoes, onDone }: MinutesFormProps) {
  const { language, directory, announce } = useConsole()
  const t = capacityTexts(language)
  const look = useCommand(previewMinutesRoute)
  const save = useCommand(changeMinutesRoute)
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState(() => typedMinutes(data, undoes ? 'earlier' : 'now'))
  const [wrong, setWrong] = useState<readonly string[]>([])
  const [preview, setPreview] = useState<MinutesPreview>()
  const [failure, setFailure] = useState<ErrorCode<typeof changeMinutesRoute> | ClientCode>()

  const change = (service: string, minutes: string) => {
    setTyped({ ...typed, [service]: minutes })
    setWrong([])
    setPreview(undefined)
    setFailure(undefined)
  }

  async function ask() {
    const read = readMinutes(data, typed)
    setWrong(read.wrong)
    if (read.wrong.length > 0) {
      form.current?.querySelector<HTMLInputElement>(`[data-service="${read.wrong[0]}"] input`)?.focus()
      return
    }
    if (read.changed.length === 0) return setFailure('nothing_changed')
    const answer = await look.press({ body: { minutes: read.changed } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setPreview(answer.ok ? answer.value : undefined)
  }

  // What held before is looked at at once: nobody takes something back without seeing what that does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form is made for it
  useEffect(() => {
    if (undoes) void ask()
  }, [])

  async function send() {
    const body = { minutes: readMinutes(data, typed).changed, seen: data.newest, undoes: undoes ?? null }
    const answer = await save.press({ body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return setPreview(undefined)
    announce(t('minutes.saved'))
    onDone()
  }

  return (
    <form
      className="plan-form"
      ref={form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void ask()
      }}
      noValidate
    >
      <section className="console-panel" aria-labelledby="minutes-services">
        <h2 className="console-panel__title" id="minutes-services">
          {t('minutes.services')}
        </h2>
        <p className="kern-body">{t('agreement.text', { percent: data.percent })}</p>
        <div className="plan-days">
          {data.services.map(({ service, least, measured, isKept, cases }) => (
            <div key={service} data-service={service}>
              <TextInput
                label={serviceTitle(directory, service)}
                hint={
                  measured
                    ? t(isKept ? 'minutes.kept' : 'minutes.broken', {
                        percent: measured.coveredPercent,
                        minutes: measured.neededMinutes,
                      })
                    : t('agreement.few', { cases })
                }
                value={typed[service] ?? ''}
                maxLength={3}
                error={
                  wrong.includes(service) ? t('minutes.fault', { least, most: MOST_PLANNED }) : undefined
                }
                onChange={(minutes) => change(service, minutes)}
              />
            </div>
          ))}
        </div>
        <p className="console-line">{t('minutes.source')}</p>
      </section>
      <section className="console-panel" aria-labelledby="minutes-effect">
        <h2 className="console-panel__title" id="minutes-effect">
          {t('shares.effect')}
        </h2>
        {undoes && <p className="kern-body">{t('setup.earlier')}</p>}
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, MINUTES_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={look.busy}>
            {t('shares.look')}
          </ActionButton>
        </div>
        {preview && <Effect preview={preview} busy={save.busy} onSave={() => void send()} />}
      </section>
    </form>
  )
}

type EffectProps = {
  readonly preview: MinutesPreview
  readonly busy: boolean
  readonly onSave: () => void
}

function Effect({ preview: { services }, busy, onSave }: EffectProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const broken = services.filter(({ isKept }) => !isKept).length
  return (
    <div>
      {broken > 0 && <Alert kind="warning" title={t('agreement.broken', { count: broken })} live="polite" />}
      <ul className="plan-services" aria-label={t('shares.effect')}>
        {services.map(({ service, minutes, coveredPercent, before, after, booked }) => (
          <li key={service}>
            {t('minutes.effect', { service: serviceTitle(directory, service), minutes, before, after })}{' '}
            {coveredPercent !== null && t('minutes.covers', { percent: coveredPercent })}{' '}
            {t('minutes.booked', { count: booked })}
          </li>
        ))}
      </ul>
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={busy} onPress={onSave}>
          {t('shares.save')}
        </ActionButton>
      </div>
    </div>
  )
}
