import { type FormEvent, useEffect, useRef, useState } from 'react'
import { changedWeekdays } from '#features/authority/model/weekHours.ts'
import { localTime } from '#kernel/instant.ts'
import type { Weekday } from '#kernel/wallTime.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { changeOpeningHoursRoute, previewOpeningHoursRoute, type WrittenWeek } from '../contract.ts'
import { CopyDayDialog } from './CopyDayDialog.tsx'
import { WEEK_FAILURES } from './failures.ts'
import { capacityTexts, type SiteWeek, type WeekPreview } from './texts.ts'
import { WeekDay } from './WeekDay.tsx'
import { WeekEffect } from './WeekEffect.tsx'
import {
  copiedDay,
  readWeek,
  spansOn,
  type TypedFault,
  type TypedWeek,
  typedWeek,
  WEEKDAYS,
  withSpans,
} from './weekTyped.ts'

type Code = ErrorCode<typeof changeOpeningHoursRoute> | ClientCode

export type WeekFormProps = {
  readonly data: SiteWeek
  /** The week before the newest change, to be looked at before it holds again. */
  readonly earlier: { readonly undoes: string; readonly hours: WrittenWeek } | undefined
  readonly onDone: () => void
}

/** The hours of every week of one site. First it says what other hours do; nothing is saved unseen. */
export function WeekForm({ data, earlier, onDone }: WeekFormProps) {
  const { language, announce } = useConsole()
  const t = capacityTexts(language)
  const look = useCommand(previewOpeningHoursRoute)
  const save = useCommand(changeOpeningHoursRoute)
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState(() => typedWeek(earlier?.hours ?? data.hours))
  const [faults, setFaults] = useState<readonly TypedFault[]>([])
  const [preview, setPreview] = useState<WeekPreview>()
  const [failure, setFailure] = useState<Code>()
  const [copied, setCopied] = useState<Weekday>()
  const { site } = data
  const standing = data.hours.map(({ weekday, opens, closes }) => ({
    weekday,
    opens: localTime(opens),
    closes: localTime(closes),
  }))

  const change = (week: TypedWeek) => {
    setTyped(week)
    setFaults([])
    setPreview(undefined)
    setFailure(undefined)
  }

  async function ask() {
    const read = readWeek(typed)
    const changed = changedWeekdays(standing, read.hours)
    const found = read.faults.filter(({ weekday, code }) => code === 'time' || changed.includes(weekday))
    setFaults(found)
    const [first] = found
    if (first) {
      form.current
        ?.querySelector<HTMLInputElement>(`[data-span="${first.weekday} ${first.nth}"] input`)
        ?.focus()
      return
    }
    if (changed.length === 0) return setFailure('nothing_changed')
    const answer = await look.press({ params: { site }, body: { hours: [...read.hours] } })
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
    const body = { hours: [...readWeek(typed).hours], seen: data.newest, undoes: earlier?.undoes ?? null }
    const answer = await save.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return setPreview(undefined)
    announce(t('setup.saved', { count: answer.value.unplaced }))
    onDone()
  }

  return (
    <>
      <form
        className="plan-form"
        ref={form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void ask()
        }}
        noValidate
      >
        <section className="console-panel" aria-labelledby="week-days">
          <h2 className="console-panel__title" id="week-days">
            {t('week.days')}
          </h2>
          <p className="kern-body">{t('week.days.text')}</p>
          <div className="plan-days">
            {WEEKDAYS.map((weekday) => (
              <WeekDay
                key={weekday}
                weekday={weekday}
                spans={spansOn(typed, weekday)}
                faults={faults.filter((fault) => fault.weekday === weekday)}
                onChange={(spans) => change(withSpans(typed, weekday, spans))}
                onCopy={() => setCopied(weekday)}
              />
            ))}
          </div>
        </section>
        <section className="console-panel" aria-labelledby="week-effect">
          <h2 className="console-panel__title" id="week-effect">
            {t('shares.effect')}
          </h2>
          {earlier && <p className="kern-body">{t('setup.earlier')}</p>}
          {failure && (
            <Alert
              kind="danger"
              title={failureText(failure, WEEK_FAILURES, t, consoleTexts(language))}
              live="assertive"
            />
          )}
          <div className="console-toolbar">
            <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={look.busy}>
              {t('shares.look')}
            </ActionButton>
          </div>
          {preview && (
            <WeekEffect site={site} preview={preview} busy={save.busy} onSave={() => void send()} />
          )}
        </section>
      </form>
      {copied && (
        <CopyDayDialog
          weekday={copied}
          onCopy={(days) => {
            change(copiedDay(typed, copied, days))
            setCopied(undefined)
          }}
          onClose={() => setCopied(undefined)}
        />
      )}
    </>
  )
}
