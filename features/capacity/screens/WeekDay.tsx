import { useEffect, useRef, useState } from 'react'
import type { Weekday } from '#kernel/wallTime.ts'
import { formatWeekday } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { capacityTexts } from './texts.ts'
import { MOST_SPANS, type TypedFault, type TypedSpan } from './weekTyped.ts'

export type WeekDayProps = {
  readonly weekday: Weekday
  readonly spans: readonly TypedSpan[]
  readonly faults: readonly TypedFault[]
  readonly onChange: (spans: readonly TypedSpan[]) => void
  /** Asks to which other days these hours shall go. */
  readonly onCopy: () => void
}

/** The hours of one weekday: none, or some spans one after the other. */
export function WeekDay({ weekday, spans, faults, onChange, onCopy }: WeekDayProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const day = formatWeekday(weekday, language)
  const box = useRef<HTMLFieldSetElement>(null)
  // What has just come or gone takes the focus with it: the field that came, or the button that is left.
  const [focus, setFocus] = useState<'field' | 'button'>()
  useEffect(() => {
    if (!focus) return
    const inputs = box.current?.querySelectorAll('input') ?? []
    const target =
      focus === 'field' ? inputs[inputs.length - 2] : box.current?.querySelector('button[type=button]')
    if (target instanceof HTMLElement) target.focus()
    setFocus(undefined)
  }, [focus])

  const add = () => {
    onChange([...spans, { opens: '', closes: '' }])
    setFocus('field')
  }
  const remove = (nth: number) => {
    onChange(spans.filter((_, index) => index !== nth))
    setFocus('button')
  }
  const type = (nth: number, part: Partial<TypedSpan>) =>
    onChange(spans.map((span, index) => (index === nth ? { ...span, ...part } : span)))

  return (
    <fieldset className="plan-choices" ref={box}>
      <legend className="kern-label">{day}</legend>
      {spans.length === 0 && <p className="kern-body">{t('week.closed')}</p>}
      {spans.map((span, nth) => {
        const fault = faults.find((one) => one.nth === nth)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span has no name but its place
          <div key={nth} data-span={`${weekday} ${nth}`}>
            <div className="plan-pair">
              <TextInput
                label={t('week.opens', { nth: nth + 1 })}
                value={span.opens}
                maxLength={5}
                error={fault && t(`week.fault.${fault.code}`)}
                onChange={(opens) => type(nth, { opens })}
              />
              <TextInput
                label={t('week.closes', { nth: nth + 1 })}
                value={span.closes}
                maxLength={5}
                onChange={(closes) => type(nth, { closes })}
              />
            </div>
            <ActionButton
              variant="tertiary"
              label={t('week.remove.named', { day, nth: nth + 1 })}
              onPress={() => remove(nth)}
            >
              {t('week.remove')}
            </ActionButton>
          </div>
        )
      })}
      <div className="console-toolbar">
        {spans.length < MOST_SPANS && (
          <ActionButton label={t('week.add.named', { day, count: spans.length })} onPress={add}>
            {t('week.add', { count: spans.length })}
          </ActionButton>
        )}
        <ActionButton label={t('week.copy.named', { day })} onPress={onCopy}>
          {t('week.copy')}
        </ActionButton>
      </div>
    </fieldset>
  )
}
