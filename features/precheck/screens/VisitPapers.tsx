import { type FormEvent, useState } from 'react'
import { WORDS_LIMIT } from '#features/visit/model.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { precheckRoute } from '../contract.ts'
import { DECIDE_FAILURES } from './failures.ts'
import { HandOver } from './HandOver.tsx'
import { PaperRow } from './PaperRow.tsx'
import { Settle } from './Settle.tsx'
import { minutesToChoose, minutesUpTo, nameOf, presetsOf, said, sayingsOf } from './sayings.ts'
import { precheckTexts, type QueuedVisit } from './texts.ts'

/** The papers of one visit, each with what is said of it; one press sends all of it. What was typed stays until it has worked. */
export function VisitPapers(props: {
  readonly site: string
  readonly visit: QueuedVisit
  readonly onSaid: () => void
}) {
  const { site, visit, onSaid } = props
  const { language, directory, announce } = useConsole()
  const t = precheckTexts(language)
  const [before] = useState(() => sayingsOf(visit))
  const [sayings, setSayings] = useState(() => presetsOf(visit))
  const [minutes, setMinutes] = useState(visit.minutes)
  const [secondMinutes, setSecondMinutes] = useState(visit.second?.minutes)
  const [anotherTime, setAnotherTime] = useState(visit.anotherTime)
  const [failure, setFailure] = useState<ErrorCode<typeof precheckRoute> | ClientCode>()
  const decide = useCommand(precheckRoute)

  async function send(event: FormEvent) {
    event.preventDefault()
    const answer = await decide.press({
      params: { site, visit: visit.visit },
      body: {
        version: visit.version,
        said: said(visit, before, sayings),
        ...(minutes === visit.minutes && anotherTime === visit.anotherTime ? {} : { minutes, anotherTime }),
        ...(secondMinutes === undefined || secondMinutes === visit.second?.minutes ? {} : { secondMinutes }),
      },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok && answer.code !== 'changed_meanwhile') return
    if (answer.ok) announce(t('done'))
    onSaid()
  }

  return (
    <form className="console-form" onSubmit={(event) => void send(event)}>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, DECIDE_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {visit.matters.map(({ reference, service, papers }) => (
        <section key={reference}>
          <h3 className="console-panel__title">{serviceTitle(directory, service)}</h3>
          <ul className="console-list">
            {papers.map((paper) => {
              const name = nameOf(reference, paper)
              return (
                <PaperRow
                  key={name}
                  paper={paper}
                  saying={sayings.get(name)}
                  onSay={(saying) => setSayings((all) => new Map(all).set(name, saying))}
                />
              )
            })}
          </ul>
          <HandOverOf papers={papers} service={serviceTitle(directory, service)} onHandedOver={onSaid} />
        </section>
      ))}
      {visit.linked && <p className="console-muted">{t('linkedHint')}</p>}
      {visit.second && (
        <MinutesPicker
          label={t('secondMinutes')}
          now={visit.second.minutes}
          choices={minutesUpTo(visit.second.longest)}
          value={secondMinutes}
          onChange={setSecondMinutes}
        />
      )}
      {!visit.linked && (
        <MinutesPicker
          label={t('minutes')}
          now={visit.minutes}
          choices={minutesToChoose(visit.minutes)}
          value={minutes}
          onChange={setMinutes}
        />
      )}
      {(failure === 'too_short' || visit.anotherTime || anotherTime) && (
        <CheckBox checked={anotherTime} onChange={setAnotherTime}>
          {t('offerAnother')}
        </CheckBox>
      )}
      <div className="console-toolbar">
        <ActionButton type="submit" variant="primary" busy={decide.busy}>
          {t('send')}
        </ActionButton>
      </div>
      {visit.reached !== 'at_once' && <p className="kern-body">{t(`reached.${visit.reached}`)}</p>}
      {visit.maySettle && <Settle site={site} visit={visit} onSettled={onSaid} />}
      <p className="console-muted">{t('sendHint', { limit: WORDS_LIMIT })}</p>
      {visit.matters.some(({ papers }) => papers.some(({ isUnsent }) => isUnsent)) && (
        <p className="console-muted">{t('unsentHint')}</p>
      )}
      {visit.version > 0 && <p className="console-muted">{t('correctHint')}</p>}
    </form>
  )
}

/** How long a visit takes; as it is planned `now` stands among the choices. */
function MinutesPicker(props: {
  readonly label: string
  readonly now: number
  readonly choices: readonly number[]
  readonly value: number | undefined
  readonly onChange: (minutes: number) => void
}) {
  const t = precheckTexts(useConsole().language)
  return (
    <Picker
      label={props.label}
      options={props.choices.map((minutes) => ({
        value: String(minutes),
        text: t(minutes === props.now ? 'minutes.same' : 'minutes.of', { minutes }),
      }))}
      value={String(props.value)}
      onChange={(value) => props.onChange(Number(value))}
    />
  )
}

/** Papers of a matter can go to the file of record once all that came can be looked at. */
function HandOverOf(props: {
  readonly papers: QueuedVisit['matters'][number]['papers']
  readonly service: string
  readonly onHandedOver: () => void
}) {
  const here = props.papers.flatMap(({ handedIn }) => handedIn ?? [])
  const [first] = here
  const isWhole =
    here.every(({ stage }) => stage !== 'checking') && here.some(({ stage }) => stage === 'ready')
  if (!first || !isWhole) return null
  return <HandOver paper={first.paper} name={props.service} onHandedOver={props.onHandedOver} />
}
