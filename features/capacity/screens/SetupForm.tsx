import { type FormEvent, useEffect, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { changeSetupRoute, previewSetupRoute, type WrittenSetup } from '../contract.ts'
import { SETUP_FAILURES } from './failures.ts'
import { SetupCounters } from './SetupCounters.tsx'
import { SetupEffect } from './SetupEffect.tsx'
import { changedSetup, incomplete, type Setup, type SetupPreview } from './setupTyped.ts'
import { capacityTexts } from './texts.ts'

type Code = ErrorCode<typeof changeSetupRoute> | ClientCode
const MODES = ['both', 'appointment', 'walk_in'] as const

export type SetupFormProps = {
  readonly data: Setup
  /** What held before the newest change, to be looked at before it holds again. */
  readonly earlier: { readonly undoes: string; readonly setup: WrittenSetup } | undefined
  readonly onDone: () => void
}

/** Changes what counters can do and how services are offered. First it says what that does; nothing is saved unseen. */
export function SetupForm({ data, earlier, onDone }: SetupFormProps) {
  const { language, directory, announce } = useConsole()
  const t = capacityTexts(language)
  const look = useCommand(previewSetupRoute)
  const save = useCommand(changeSetupRoute)
  const [typed, setTyped] = useState(earlier?.setup ?? data.setup)
  const [preview, setPreview] = useState<SetupPreview>()
  const [failure, setFailure] = useState<Code | 'missing_text'>()
  const wish = changedSetup(data.setup, typed)
  const { site } = data

  const change = (changed: Partial<WrittenSetup>) => {
    setTyped({ ...typed, ...changed })
    setPreview(undefined)
    setFailure(undefined)
  }

  async function ask() {
    if (incomplete(wish.counters).length > 0) return setFailure('missing_text')
    if (wish.offers.length + wish.counters.length === 0) return setFailure('nothing_changed')
    const answer = await look.press({ params: { site }, body: wish })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setPreview(answer.ok ? answer.value : undefined)
  }

  // What held before is looked at at once: nobody takes something back without seeing what that does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form is made for it
  useEffect(() => {
    if (earlier) void ask()
  }, [])

  async function send() {
    const body = { setup: wish, seen: data.newest, undoes: earlier?.undoes ?? null }
    const answer = await save.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('setup.saved', { count: answer.value.unplaced }))
    onDone()
  }

  return (
    <form
      className="plan-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void ask()
      }}
      noValidate
    >
      <section className="console-panel" aria-labelledby="setup-offers">
        <h2 className="console-panel__title" id="setup-offers">
          {t('setup.offers')}
        </h2>
        <p className="kern-body">{t('setup.offers.text')}</p>
        <div className="plan-pair">
          {typed.offers.map(({ service, mode }) => (
            <Picker
              key={service}
              label={serviceTitle(directory, service)}
              options={MODES.map((value) => ({ value, text: t(`shift.mode.${value}`) }))}
              value={mode}
              onChange={(value) =>
                change({
                  offers: typed.offers.map((offer) =>
                    offer.service === service
                      ? { service, mode: MODES.find((one) => one === value) ?? offer.mode }
                      : offer,
                  ),
                })
              }
            />
          ))}
        </div>
      </section>
      <SetupCounters
        counters={typed.counters}
        offered={typed.offers.map(({ service }) => service)}
        onChange={(counters) => change({ counters })}
      />
      <section className="console-panel" aria-labelledby="setup-effect">
        <h2 className="console-panel__title" id="setup-effect">
          {t('shares.effect')}
        </h2>
        {earlier && <p className="kern-body">{t('setup.earlier')}</p>}
        {failure && (
          <Alert
            kind="danger"
            title={
              failure === 'missing_text'
                ? t('setup.missing')
                : failureText(failure, SETUP_FAILURES, t, consoleTexts(language))
            }
            live="assertive"
          />
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={look.busy}>
            {t('shares.look')}
          </ActionButton>
        </div>
        {preview && <SetupEffect site={site} preview={preview} busy={save.busy} onSave={() => void send()} />}
      </section>
    </form>
  )
}
