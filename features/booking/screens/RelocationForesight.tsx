import { useEffect, useRef } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import type { foreseeRelocationRoute } from '../contract/relocation.ts'
import { bookingTexts } from './texts.ts'

/** Whom a move concerns, as it is shown before it is announced. */
export type FollowersShown = Output<typeof foreseeRelocationRoute>

/** Says how many bookings follow and how their people hear of it, and asks whether that shall be done. */
export function RelocationForesight({
  followers: { follow, byMail, byPhone, byLetter },
  busy,
  yes,
  onYes,
  onBack,
}: {
  readonly followers: FollowersShown
  readonly busy: boolean
  readonly yes: string
  readonly onYes: () => void
  readonly onBack: () => void
}) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const lines = [
    ['byMail', byMail],
    ['byPhone', byPhone],
    ['byLetter', byLetter],
  ] as const
  return (
    <div className="closing-foresight">
      <h3 className="console-panel__title" ref={heading} tabIndex={-1}>
        {t('relocation.follow', { count: follow })}
      </h3>
      {follow > 0 && (
        <ul>
          {lines.map(
            ([line, count]) => count > 0 && <li key={line}>{t(`relocation.${line}`, { count })}</li>,
          )}
        </ul>
      )}
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={busy} onPress={onYes}>
          {yes}
        </ActionButton>
        <ActionButton onPress={onBack}>{t('relocation.back')}</ActionButton>
      </div>
    </div>
  )
}
