import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { countersAwayRoute } from '../contract.ts'
import { ClockInput } from './ClockInput.tsx'
import { AWAY_FAILURES } from './failures.ts'
import { readTime } from './planEdits.ts'
import { capacityTexts, type PublishedPlan } from './texts.ts'

export type AwayDialogProps = {
  readonly published: PublishedPlan
  readonly day: string
  readonly onDone: (outcome: { readonly replaced: number; readonly unplaced: number }) => void
  readonly onClose: () => void
}

/** The later of two days as they are written. */
export function later(a: string, b: string): string {
  if (a > b) return a
  return b
}

/** Counters are away: published at once, because on such a morning nobody has time for drafts. */
export function AwayDialog({ published, day, onDone, onClose }: AwayDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const away = useCommand(countersAwayRoute)
  const [counters, setCounters] = useState<readonly string[]>([])
  const [when, setWhen] = useState({ firstDay: day, lastDay: day, starts: '', ends: '' })
  const [failure, setFailure] = useState<
    ErrorCode<typeof countersAwayRoute> | ClientCode | 'choose' | 'time'
  >()

  async function send(event: FormEvent) {
    event.preventDefault()
    if (counters.length === 0) return setFailure('choose')
    const [starts, ends] = [readTime(when.starts), readTime(when.ends)]
    if (starts === undefined || ends === undefined) return setFailure('time')
    const answer = await away.press({
      params: { site: published.site },
      body: {
        counters: [...counters],
        firstDay: when.firstDay,
        lastDay: when.lastDay,
        starts,
        ends,
      },
    })
    if (answer?.ok) onDone(answer.value)
    else if (answer) setFailure(answer.code)
  }

  const toggle = (counter: string, is: boolean) =>
    setCounters((before) => (is ? [...before, counter] : before.filter((one) => one !== counter)))
  return (
    <DialogBox title={t('away.title')} open onClose={onClose}>
      <form onSubmit={(event) => void send(event)} className="plan-form">
        <p className="kern-body">{t('away.text')}</p>
        {failure && (
          <Alert
            kind="danger"
            title={
              failure === 'choose' || failure === 'time'
                ? t(`away.${failure}`)
                : failureText(failure, AWAY_FAILURES, t, consoleTexts(language))
            }
            live="assertive"
          />
        )}
        <fieldset className="plan-choices">
          <legend className="kern-label">{t('away.counters')}</legend>
          {published.counters.map(({ counter, label }) => (
            <CheckBox
              key={counter}
              checked={counters.includes(counter)}
              onChange={(is) => toggle(counter, is)}
            >
              {label[language]}
            </CheckBox>
          ))}
        </fieldset>
        <div className="plan-pair">
          <ClockInput
            type="date"
            label={t('away.firstDay')}
            min={published.today}
            max={published.lastDay}
            value={when.firstDay}
            onChange={(firstDay) => setWhen({ ...when, firstDay, lastDay: later(firstDay, when.lastDay) })}
          />
          <ClockInput
            type="date"
            label={t('away.lastDay')}
            min={when.firstDay}
            max={published.lastDay}
            value={when.lastDay}
            onChange={(lastDay) => setWhen({ ...when, lastDay })}
          />
          <ClockInput
            type="time"
            label={t('away.starts')}
            value={when.starts}
            onChange={(starts) => setWhen({ ...when, starts })}
          />
          <ClockInput
            type="time"
            label={t('away.ends')}
            value={when.ends}
            onChange={(ends) => setWhen({ ...when, ends })}
          />
        </div>
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={away.busy}>
            {t('away.send')}
          </ActionButton>
          <ActionButton onPress={onClose}>{t('cancel')}</ActionButton>
        </div>
      </form>
    </DialogBox>
  )
}
