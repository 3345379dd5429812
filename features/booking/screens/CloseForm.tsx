import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import {
  CLOSING_REASONS,
  closeSiteRoute,
  type closingsRoute,
  foreseeClosingRoute,
} from '../contract/closing.ts'
import { ClosingForesight, type Foresight } from './ClosingForesight.tsx'
import { CLOSE_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

export type CloseFormProps = Pick<Output<typeof closingsRoute>, 'today' | 'lastDay' | 'workplaces'> & {
  readonly site: string
  readonly onClosed: () => void
}

type Typed = {
  readonly whole: boolean
  readonly counters: readonly string[]
  readonly firstDay: string
  readonly lastDay: string
  readonly starts: string
  readonly ends: string
  readonly reason: (typeof CLOSING_REASONS)[number]
}
type Failure = ErrorCode<typeof closeSiteRoute> | ClientCode | 'choose' | 'time'

function later(one: string, other: string): string {
  if (one > other) return one
  return other
}

/** The form as the API wants it, or what is still wrong. */
function read(typed: Typed) {
  if (!typed.whole && typed.counters.length === 0) return 'choose'
  const [starts, ends] = [readTime(typed.starts), readTime(typed.ends)]
  if (starts === undefined || ends === undefined) return 'time'
  return {
    counters: typed.whole ? [] : [...typed.counters],
    firstDay: typed.firstDay,
    lastDay: typed.lastDay,
    starts,
    ends,
    // Why a counter is away concerns nobody, so it is stored nowhere.
    reason: typed.whole ? typed.reason : ('other' as const),
  }
}

/** What shall be closed. First it says what would happen; nothing is closed unseen. */
export function CloseForm({ site, today, lastDay, workplaces, onClosed }: CloseFormProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const foresee = useCommand(foreseeClosingRoute)
  const close = useCommand(closeSiteRoute)
  const empty: Typed = {
    whole: true,
    counters: [],
    firstDay: today,
    lastDay: today,
    starts: '',
    ends: '',
    reason: 'staff',
  }
  const [typed, setTyped] = useState(empty)
  const [foresight, setForesight] = useState<Foresight>()
  const [failure, setFailure] = useState<Failure>()

  const change = (part: Partial<Typed>) => {
    setTyped({ ...typed, ...part })
    setForesight(undefined)
    setFailure(undefined)
  }

  async function look(event: FormEvent) {
    event.preventDefault()
    const body = read(typed)
    if (typeof body === 'string') return setFailure(body)
    const answer = await foresee.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setForesight(answer.ok ? answer.value : undefined)
  }

  async function doClose() {
    const body = read(typed)
    if (typeof body === 'string') return
    const answer = await close.press({ params: { site }, body })
    if (!answer) return
    setForesight(undefined)
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('closings.closed'))
    setTyped(empty)
    onClosed()
  }

  return (
    <section className="console-panel" aria-labelledby="close">
      <h2 className="console-panel__title" id="close">
        {t('closings.new')}
      </h2>
      <form className="plan-form" onSubmit={(event) => void look(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={
              failure === 'choose' || failure === 'time'
                ? t(`closings.${failure}`)
                : failureText(failure, CLOSE_FAILURES, t, consoleTexts(language))
            }
            live="assertive"
          />
        )}
        <Picker
          label={t('closings.what')}
          value={typed.whole ? 'site' : 'counters'}
          onChange={(value) => change({ whole: value === 'site' })}
          options={[
            { value: 'site', text: t('closings.whole') },
            { value: 'counters', text: t('closings.some') },
          ]}
        />
        {!typed.whole && (
          <fieldset className="plan-choices">
            <legend className="kern-label">{t('closings.counters')}</legend>
            {workplaces.map(({ counter, label }) => (
              <CheckBox
                key={counter}
                checked={typed.counters.includes(counter)}
                onChange={(is) =>
                  change({
                    counters: is
                      ? [...typed.counters, counter]
                      : typed.counters.filter((one) => one !== counter),
                  })
                }
              >
                {label[language]}
              </CheckBox>
            ))}
          </fieldset>
        )}
        <div className="plan-pair">
          <ClockInput
            type="date"
            label={t('closings.firstDay')}
            min={today}
            max={lastDay}
            value={typed.firstDay}
            onChange={(firstDay) => change({ firstDay, lastDay: later(firstDay, typed.lastDay) })}
          />
          <ClockInput
            type="date"
            label={t('closings.lastDay')}
            min={typed.firstDay}
            max={lastDay}
            value={typed.lastDay}
            onChange={(day) => change({ lastDay: day })}
          />
          <ClockInput
            type="time"
            label={t('closings.starts')}
            value={typed.starts}
            onChange={(starts) => change({ starts })}
          />
          <ClockInput
            type="time"
            label={t('closings.ends')}
            value={typed.ends}
            onChange={(ends) => change({ ends })}
          />
        </div>
        {typed.whole && (
          <Picker
            label={t('closings.reason')}
            value={typed.reason}
            onChange={(value) => change({ reason: CLOSING_REASONS.find((one) => one === value) ?? 'other' })}
            options={CLOSING_REASONS.map((one) => ({ value: one, text: t(`closings.reason.${one}`) }))}
          />
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant={foresight ? 'secondary' : 'primary'} busy={foresee.busy}>
            {t('closings.foresee')}
          </ActionButton>
        </div>
      </form>
      {foresight && (
        <ClosingForesight
          foresight={foresight}
          busy={close.busy}
          onClose={() => void doClose()}
          onBack={() => setForesight(undefined)}
        />
      )}
    </section>
  )
}
