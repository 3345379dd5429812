import { useEffect, useRef } from 'react'
import { localDate } from '#kernel/instant.ts'
import { formatDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { Tag } from '#ui/Tag.tsx'
import { type Foresight, tourTexts } from './texts.ts'

export type StopForesightProps = {
  readonly foresight: Foresight
  readonly busy: boolean
  readonly onSave: () => void
}

/** What stops would bring, day by day, and what is wrong with them; they are saved only if they can work. */
export function StopForesight({ foresight, busy, onSave }: StopForesightProps) {
  const { language, directory } = useConsole()
  const t = tourTexts(language)
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was looked at anew is read anew
  useEffect(() => heading.current?.focus(), [foresight])
  const isUnworkable = foresight.stops.some(({ faults }) => faults.some(({ error }) => error))
  return (
    <div className="closing-foresight">
      <h3 className="console-panel__title" ref={heading} tabIndex={-1}>
        {t(isUnworkable ? 'foresight.unworkable' : 'foresight.title', { count: foresight.stops.length })}
      </h3>
      <ul className="console-list">
        {foresight.stops.map(({ day, faults, services }) => (
          <li key={day} className="console-item">
            <div className="console-item__main">
              <strong>{formatDay(localDate(day), language)}</strong>
              {faults.map(({ code, error }) => (
                <span key={code} className="console-line">
                  <Tag
                    kind={error ? 'danger' : 'warning'}
                    text={t(error ? 'foresight.error' : 'foresight.warning')}
                  />{' '}
                  {t(`fault.${code}`)}
                </span>
              ))}
              {services.length > 0 && (
                <span className="console-line">
                  {services
                    .map(({ service, times }) =>
                      t('foresight.times', { service: serviceTitle(directory, service), times }),
                    )
                    .join(' · ')}
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {foresight.lost > 0 && !isUnworkable && (
        <p className="kern-body">{t('foresight.lost', { count: foresight.lost })}</p>
      )}
      {!isUnworkable && (
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={busy} onPress={onSave}>
            {t('foresight.save')}
          </ActionButton>
        </div>
      )}
    </div>
  )
}
