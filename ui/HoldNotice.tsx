import { type Instant, isoInstant, MINUTE } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { uiTexts } from './texts.ts'

export type HoldNoticeProps = {
  readonly language: Language
  /** Until when the time is held. */
  readonly until: Instant
  /** The server's time when the page was made: the reader's clock may be wrong. */
  readonly now: Instant
}

/**
 * Says how long a time is still held. With script it counts down and speaks up once, two minutes before the end.
 * Give a button to hold on (ButtonRow) near it.
 */
export function HoldNotice({ language, until, now }: HoldNoticeProps) {
  const t = uiTexts(language)
  const minutes = Math.max(0, Math.ceil((until - now) / MINUTE))
  return (
    <p
      className="kern-body dran-hold"
      data-hold-until={isoInstant(until)}
      data-now={isoInstant(now)}
      data-hold-text={t('hold.remainingOther')}
      data-hold-text-one={t('hold.remainingOne')}
      data-hold-over={t('hold.over')}
    >
      <span data-hold-words="">{minutes > 0 ? t('hold.remaining', { minutes }) : t('hold.over')}</span>
      <span className="kern-sr-only" data-hold-announce="" aria-live="polite" />
    </p>
  )
}
