import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatTime } from '#platform/time/format.ts'
import type { whyRoute } from '../contract/standing.ts'
import { CHOICE_REASONS } from '../model/reasons.ts'
import type { HallText } from './texts.ts'

export type Why = Output<typeof whyRoute>

/** Why the first of two people was called before the second, in one sentence. */
export function whySentence(why: Why, zone: string, language: StaffLanguage, t: HallText): string {
  const reason = CHOICE_REASONS.find((one) => one === why.reason)
  const facts = {
    first: why.first,
    second: why.second,
    time: why.at === null ? '' : formatTime(parseInstant(why.at), zone, language),
    minutes: why.minutes ?? 0,
    credits: why.credits.map((kind) => t(`credit.${kind}`)).join(', '),
    reason: reason ? t(`reason.${reason}`) : t('reason.other'),
  }
  return t(why.called ? `why.was.${why.why}` : `why.is.${why.why}`, facts)
}
