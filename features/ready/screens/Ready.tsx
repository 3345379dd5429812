import { type FormEvent, useEffect, useRef, useState } from 'react'
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
import { isMendable, NUMBERS_LIMIT, readNumbers } from '../model.ts'
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
    if (fault) announce(fault)
    if (fault) return
    const answer = await tell.press({ body: { numbers: numbers.map(({ written }) => written) } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setCame(answer.value)
    setChecked(false)
    const { told, notTold } = answer.value
    // What can be mended stays; the others stand below.
    setTyped(inLines(notTold.filter(({ why }) => isMendable(why))))
    announce(
      [
        t('told', { count: told.length }),
        ...(notTold.length > 0 ? [t('notTold', { count: notTold.length })] : []),
      ].join('. '),
    )
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
      {came && (
        <WhatCame
          key={came.run}
          came={came}
          onUndone={() => setTyped((now) => inLines([...came.told, ...called(came)]) + now)}
        />
      )}
    </Screen>
  )
}

/** Who is called, so that taking the list back concerns them, too. */
const called = ({ notTold }: Came) => notTold.filter(({ why }) => why === 'call')

/** Numbers as they are typed: each on a line of its own. */
const inLines = (numbers: readonly { readonly number: string }[]) =>
  numbers.map(({ number }) => `${number}\n`).join('')

function WhatCame({ came, onUndone }: { readonly came: Came; readonly onUndone: () => void }) {
  const { notTold } = came
  return (
    <>
      <Told came={came} onUndone={onUndone} />
      {notTold.length > 0 && <NotTold notTold={notTold} />}
    </>
  )
}

const UNDO_FAILURES = {
  unknown_run: 'failure.unknown_run',
} as const satisfies Record<ErrorCode<typeof untellReadyRoute>, string>

/** Who is told; as long as their messages wait, the list can be taken back. */
function Told({ came, onUndone }: { readonly came: Came; readonly onUndone: () => void }) {
  const { language, announce } = useConsole()
  const t = readyTexts(language)
  const undo = useCommand(untellReadyRoute)
  const heading = useRef<HTMLHeadingElement>(null)
  const [undone, setUndone] = useState<Output<typeof untellReadyRoute>>()
  const [failure, setFailure] = useState<string>()
  const { run, told } = came
  const title = undone ? t('undone.title') : t('told', { count: told.length })
  // The pressed button is gone then.
  useEffect(() => {
    if (undone) heading.current?.focus()
  }, [undone])

  async function press(of: string) {
    const answer = await undo.press({ params: { run: of } })
    if (!answer) return
    setFailure(answer.ok ? undefined : failureText(answer.code, UNDO_FAILURES, t, consoleTexts(language)))
    if (!answer.ok) return
    setUndone(answer.value)
    announce(t('undone', answer.value))
    onUndone()
  }

  return (
    <section className="console-panel" aria-labelledby="told">
      <h2 className="console-panel__title" id="told" ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {undone && <p className="kern-body">{t('undone', undone)}</p>}
      {run && !undone && (
        <>
          <p className="kern-body">{t(told.length > 0 ? 'wait' : 'wait.calls')}</p>
          <div className="console-toolbar">
            <ActionButton busy={undo.busy} onPress={() => void press(run)}>
              {t('undo')}
            </ActionButton>
          </div>
        </>
      )}
      {!undone && told.length > 0 && (
        <ul className="console-list">
          {told.map(({ number, name }) => (
            <li className="console-item" key={number}>
              {name ?? t('nameGone')}, {number}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Which numbers do not fit, and why. */
function NotTold({ notTold }: Pick<Came, 'notTold'>) {
  const t = readyTexts(useConsole().language)
  return (
    <section className="console-panel" aria-labelledby="not-told">
      <h2 className="console-panel__title" id="not-told">
        {t('notTold', { count: notTold.length })}
      </h2>
      <p className="kern-body">{t('notTold.intro')}</p>
      <Table
        caption={t('notTold.table')}
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
  )
}
