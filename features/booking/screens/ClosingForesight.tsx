import { useEffect, useRef } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { foreseeClosingRoute } from '../contract/closing.ts'
import { bookingTexts } from './texts.ts'

export type Foresight = Output<typeof foreseeClosingRoute>

export type ClosingForesightProps = {
  readonly foresight: Foresight
  readonly busy: boolean
  readonly onClose: () => void
  readonly onBack: () => void
}

/** How many people a closing would concern and what becomes of them; and the press that does it. */
export function ClosingForesight({ foresight, busy, onClose, onBack }: ClosingForesightProps) {
  const t = bookingTexts(useConsole().language)
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was looked at anew is read anew
  useEffect(() => heading.current?.focus(), [foresight])
  const { kept, sameSite, otherSite, otherDay, none, more, calls } = foresight
  const lines = [
    ['kept', kept],
    ['sameSite', sameSite],
    ['otherSite', otherSite],
    ['otherDay', otherDay],
    ['noTime', none],
    ['more', more],
    ['calls', calls],
  ] as const
  return (
    <div className="closing-foresight">
      <h3 className="console-panel__title" ref={heading} tabIndex={-1}>
        {t('foresight.title', { count: kept + sameSite + otherSite + otherDay + none + more })}
      </h3>
      <ul>
        {lines.map(([line, count]) => count > 0 && <li key={line}>{t(`foresight.${line}`, { count })}</li>)}
      </ul>
      <p className="kern-body">{t('foresight.text')}</p>
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={busy} onPress={onClose}>
          {t('foresight.close')}
        </ActionButton>
        <ActionButton onPress={onBack}>{t('foresight.back')}</ActionButton>
      </div>
    </div>
  )
}
