import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import {
  lettersRoute,
  postLettersRoute,
  printLettersRoute,
  returnedLetterRoute,
  undoLettersRoute,
} from '../contract/letter.ts'
import { readLetterNumber } from '../model/letter.ts'
import { PRINT_FAILURES, RETURNED_FAILURES, RUN_FAILURES } from './failures.ts'
import { messageTexts } from './texts.ts'

/** Read again so often by itself (milliseconds): others print, too. */
const EVERY = 15_000

type Now = Output<typeof lettersRoute>

/** The print room: letters that wait, print runs until they are with the post, and what came back. */
export function Letters() {
  const { language } = useConsole()
  const t = messageTexts(language)
  const read = useRead(lettersRoute, {}, { every: EVERY })
  const { data, error } = read
  const runs = useRef<HTMLHeadingElement>(null)
  const again = () => void read.refetch()
  // The pressed button goes with what it stood beside.
  const changed = () => {
    runs.current?.focus()
    again()
  }
  return (
    <Screen title={t('letters.title')}>
      <p className="kern-body">{t('letters.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {data && (
        <>
          <Waiting waiting={data.waiting} onFailed={again} onDone={changed} />
          <Runs runs={data.runs} heading={runs} onFailed={again} onDone={changed} />
          <Returned />
        </>
      )}
    </Screen>
  )
}

type PrintFailure = ErrorCode<typeof printLettersRoute> | ClientCode

/** What the room does after a press: it is read anew. */
type AfterPress = { readonly onDone: () => void; readonly onFailed: () => void }

function Waiting({ waiting, onDone, onFailed }: AfterPress & { readonly waiting: Now['waiting'] }) {
  const { language, directory, announce } = useConsole()
  const t = messageTexts(language)
  const print = useCommand(printLettersRoute)
  const [failure, setFailure] = useState<PrintFailure>()
  const count = waiting.reduce((sum, site) => sum + site.count, 0)

  async function press(site?: string) {
    const answer = await print.press({ body: site === undefined ? {} : { site } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return onFailed()
    announce(t('letters.made', answer.value))
    onDone()
  }

  return (
    <Panel id="letters-waiting" title={t('letters.waiting', { count })}>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, PRINT_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <ul className="console-list">
        {waiting.map(({ site, count: some, oldestAt, late }) => {
          const name = siteName(directory, site)
          const when = formatDayAndTime(parseInstant(oldestAt), zoneOf(directory, site), language)
          return (
            <li className="console-item" key={site}>
              <div className="console-item__main">
                <span>
                  <strong>{t('letters.at', { site: name, count: some })}</strong>{' '}
                  {late && <Tag kind="warning" text={t('letters.late')} />}
                </span>
                <span className="console-line">{t('letters.since', { when })}</span>
              </div>
              <div className="console-toolbar">
                <ActionButton
                  label={t('letters.printAt', { site: name })}
                  busy={print.busy}
                  onPress={() => void press(site)}
                >
                  {t('letters.print')}
                </ActionButton>
              </div>
            </li>
          )
        })}
      </ul>
      {waiting.length > 1 && (
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={print.busy} onPress={() => void press()}>
            {t('letters.printAll')}
          </ActionButton>
        </div>
      )}
    </Panel>
  )
}

function Runs(
  props: AfterPress & { readonly runs: Now['runs']; readonly heading: RefObject<HTMLHeadingElement | null> },
) {
  const { runs, heading, ...after } = props
  const t = messageTexts(useConsole().language)
  return (
    <Panel id="letters-runs" title={t('letters.runs')} heading={heading}>
      <p className="kern-body">{t(runs.length > 0 ? 'letters.openHint' : 'letters.noRuns')}</p>
      <ul className="console-list">
        {runs.map((run) => (
          <RunRow key={run.run} run={run} {...after} />
        ))}
      </ul>
    </Panel>
  )
}

type RunFailure = ErrorCode<typeof undoLettersRoute> | ClientCode

function RunRow({ run, onDone, onFailed }: AfterPress & { readonly run: Now['runs'][number] }) {
  const { language, directory, announce } = useConsole()
  const t = messageTexts(language)
  const post = useCommand(postLettersRoute)
  const undo = useCommand(undoLettersRoute)
  const [failure, setFailure] = useState<RunFailure>()
  const { number, site, letters } = run
  const params = { run: run.run }

  async function answer(
    pressed: Promise<{ readonly ok: true } | { readonly ok: false; readonly code: RunFailure } | undefined>,
    words: string,
  ) {
    const came = await pressed
    if (!came) return
    setFailure(came.ok ? undefined : came.code)
    if (!came.ok) return onFailed()
    announce(words)
    onDone()
  }

  const when = formatDayAndTime(parseInstant(run.madeAt), zoneOf(directory, site ?? ''), language)
  const where = site === null ? t('letters.allSites') : siteName(directory, site)
  return (
    <li className="console-item">
      <div className="console-item__main">
        <span>
          <strong>{t('letters.run', { number: String(number), letters })}</strong>{' '}
          {run.postedAt !== null && <Tag kind="success" text={t('letters.posted')} />}
        </span>
        <span className="console-line">{t('letters.runSite', { site: where, when })}</span>
      </div>
      {run.postedAt === null && (
        <div className="console-toolbar">
          <a
            className="kern-link"
            href={`/letter-runs/${run.run}`}
            target="_blank"
            rel="noreferrer"
            aria-label={t('letters.openNamed', { number: String(number) })}
          >
            {t('letters.open')}
          </a>
          <ActionButton
            label={t('letters.postNamed', { number: String(number) })}
            busy={post.busy}
            onPress={() =>
              void answer(post.press({ params }), t('letters.postedNow', { number: String(number) }))
            }
          >
            {t('letters.post')}
          </ActionButton>
          {run.mayUndo && (
            <ActionButton
              label={t('letters.undoNamed', { number: String(number) })}
              busy={undo.busy}
              onPress={() =>
                void answer(undo.press({ params }), t('letters.undone', { number: String(number) }))
              }
            >
              {t('letters.undo')}
            </ActionButton>
          )}
        </div>
      )}
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, RUN_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
    </li>
  )
}

/** What the post brought back, by the number on the letter. */
function Returned() {
  const { language } = useConsole()
  const t = messageTexts(language)
  const note = useCommand(returnedLetterRoute)
  const [typed, setTyped] = useState('')
  const [missing, setMissing] = useState(false)
  const [said, setSaid] = useState<{ readonly kind: 'success' | 'danger'; readonly text: string }>()

  async function send(event: FormEvent) {
    event.preventDefault()
    const number = typed.trim()
    setMissing(!readLetterNumber(number))
    setSaid(undefined)
    if (!readLetterNumber(number)) return
    const answer = await note.press({ body: { number } })
    if (!answer) return
    if (answer.ok) setTyped('')
    setSaid(
      answer.ok
        ? {
            kind: 'success',
            text: t(answer.value.listed ? 'letters.returnedListed' : 'letters.returnedPast', { number }),
          }
        : { kind: 'danger', text: failureText(answer.code, RETURNED_FAILURES, t, consoleTexts(language)) },
    )
  }

  return (
    <Panel id="letters-returned" title={t('letters.returnedTitle')}>
      <p className="kern-body">{t('letters.returnedIntro')}</p>
      <form className="console-form" onSubmit={(event) => void send(event)} noValidate>
        {said && <Alert kind={said.kind} title={said.text} live="assertive" />}
        <TextInput
          label={t('letters.number')}
          hint={t('letters.numberHint')}
          value={typed}
          onChange={setTyped}
          maxLength={20}
          error={missing ? t('letters.numberMissing') : undefined}
        />
        <div className="console-toolbar">
          <ActionButton type="submit" busy={note.busy}>
            {t('letters.return')}
          </ActionButton>
        </div>
      </form>
    </Panel>
  )
}

function Panel(props: {
  readonly id: string
  readonly title: string
  readonly heading?: RefObject<HTMLHeadingElement | null>
  readonly children: ReactNode
}) {
  return (
    <section className="console-panel" aria-labelledby={props.id}>
      <h2 className="console-panel__title" id={props.id} ref={props.heading} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </section>
  )
}
