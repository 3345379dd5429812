import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Screen } from '#ui/console/Screen.tsx'
import { TextBox } from '#ui/console/TextBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Table } from '#ui/Table.tsx'
import { tellReadyRoute, untellReadyRoute } from '../contract.ts'
import { NUMBERS_LIMIT, readNumbers } from '../model.ts'
import { readyTexts } from './texts.ts'

type Came = Output<typeof tellReadyRoute>

/** Finished documents: a list of numbers, who is told, and what does not fit. */
export function Ready() {
  const { language, announce } = useConsole()
  const t = readyTexts(language)
  const tell = useCommand(tellReadyRoute)
  const [typed, setTyped] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [came, setCame] = useState<Came>()
  const [failure, setFailure] = useState<ClientCode>()
  const numbers = readNumbers(typed)
  const fault =
    numbers.length === 0
      ? t('numbers.none')
      : numbers.length > NUMBERS_LIMIT
        ? t('numbers.many', { count: numbers.length })
        : undefined

  async function send(event: FormEvent) {
    event.preventDefault()
    setChecked(true)
    if (fault) return
    const answer = await tell.press({ body: { numbers: numbers.map(({ written }) => written) } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setCame(answer.value)
    setChecked(false)
    // What does not fit stays, to be mended.
    setTyped(answer.value.notTold.map(({ number }) => `${number}\n`).join(''))
    announce(t('told', { count: answer.value.told.length }))
  }

  return (
    <Screen title={t('title')}>
      <section className="console-panel">
        <p className="kern-body">{t('intro')}</p>
        <form className="plan-form" onSubmit={(event) => void send(event)} noValidate>
          {failure && (
            <Alert
              kind="danger"
              title={commonFailureText(failure, consoleTexts(language))}
              live="assertive"
            />
          )}
          <TextBox
            label={t('numbers')}
            hint={t('numbers.hint')}
            value={typed}
            rows={8}
            maxLength={40 * NUMBERS_LIMIT}
            error={isChecked ? fault : undefined}
            onChange={setTyped}
          />
          <div className="console-toolbar">
            <ActionButton type="submit" variant="primary" busy={tell.busy}>
              {t('send', { count: numbers.length })}
            </ActionButton>
          </div>
        </form>
      </section>
      {came && <WhatCame key={came.run} came={came} />}
    </Screen>
  )
}

function WhatCame({ came }: { readonly came: Came }) {
  const { language } = useConsole()
  const t = readyTexts(language)
  const { run, told, notTold } = came
  return (
    <>
      <section className="console-panel" aria-labelledby="told">
        <h2 className="console-panel__title" id="told">
          {t('told', { count: told.length })}
        </h2>
        {run && <Undo run={run} />}
        <ul className="console-list">
          {told.map(({ number, name }) => (
            <li className="console-item" key={number}>
              {name ?? t('nameGone')}, {number}
            </li>
          ))}
        </ul>
      </section>
      {notTold.length > 0 && (
        <section className="console-panel" aria-labelledby="not-told">
          <h2 className="console-panel__title" id="not-told">
            {t('notTold', { count: notTold.length })}
          </h2>
          <p className="kern-body">{t('notTold.intro')}</p>
          <Table
            caption={t('notTold', { count: notTold.length })}
            captionHidden
            columns={[
              { key: 'number', title: t('number') },
              { key: 'person', title: t('person') },
              { key: 'why', title: t('why') },
            ]}
            rows={notTold.map(({ number, name, phone, why }) => ({
              key: number,
              cells: {
                number,
                person: [name ?? t('nameGone'), ...(phone ? [phone] : [])].join(', '),
                why: t(`why.${why}`),
              },
            }))}
          />
        </section>
      )}
    </>
  )
}

const UNDO_FAILURES = {
  unknown_run: 'failure.unknown_run',
} as const satisfies Record<ErrorCode<typeof untellReadyRoute>, string>

/** Takes the list back, as long as its messages wait. */
function Undo({ run }: { readonly run: string }) {
  const { language, announce } = useConsole()
  const t = readyTexts(language)
  const undo = useCommand(untellReadyRoute)
  const [said, setSaid] = useState<{ readonly kind: 'success' | 'danger'; readonly text: string }>()

  async function press() {
    const answer = await undo.press({ params: { run } })
    if (!answer) return
    const text = answer.ok
      ? t('undone', answer.value)
      : failureText(answer.code, UNDO_FAILURES, t, consoleTexts(language))
    setSaid({ kind: answer.ok ? 'success' : 'danger', text })
    if (answer.ok) announce(text)
  }

  return (
    <>
      {said ? (
        <Alert kind={said.kind} title={said.text} live="polite" />
      ) : (
        <>
          <p className="kern-body">{t('wait')}</p>
          <div className="console-toolbar">
            <ActionButton busy={undo.busy} onPress={() => void press()}>
              {t('undo')}
            </ActionButton>
          </div>
        </>
      )}
    </>
  )
}
