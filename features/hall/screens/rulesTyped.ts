import type { Output } from '#platform/http/contract.ts'
import type { hallRulesRoute, previewRulesRoute } from '../contract/rules.ts'
import { type HallRules, RULE_KEYS, RULE_RANGES, type RuleKey } from '../model/hallRules.ts'
import { addWaits } from '../model/waits.ts'

export type Decided = Output<typeof hallRulesRoute>['decided'][number]['rules']
export type Preview = Output<typeof previewRulesRoute>

/** What is typed for each rule; an empty field: as in the city, or as usual. */
export type TypedRules = { readonly [Rule in RuleKey]: string }

/** Something for each rule. */
function everyRule<Value>(of: (key: RuleKey) => Value): { readonly [Rule in RuleKey]: Value } {
  return {
    appointmentCreditMinutes: of('appointmentCreditMinutes'),
    selfServiceCreditMinutes: of('selfServiceCreditMinutes'),
    needCreditMinutes: of('needCreditMinutes'),
    ownNeedCreditMinutes: of('ownNeedCreditMinutes'),
    pickUpCreditMinutes: of('pickUpCreditMinutes'),
    deskCreditMinutes: of('deskCreditMinutes'),
    creditCeilingMinutes: of('creditCeilingMinutes'),
    earlyMinutes: of('earlyMinutes'),
    lateMinutes: of('lateMinutes'),
    callsBeforeMissed: of('callsBeforeMissed'),
    missedWaitMinutes: of('missedWaitMinutes'),
    awayMinutes: of('awayMinutes'),
    intakeControl: of('intakeControl'),
    intakeExtraMinutes: of('intakeExtraMinutes'),
  }
}

/** The form of what is decided. */
export function typedRules(decided: Decided): TypedRules {
  const of = (key: RuleKey) => (decided[key] === null ? '' : String(decided[key]))
  return everyRule(of)
}

/** The rules whose field holds something else than a whole number in its range. */
export function faultsOfRules(typed: TypedRules): readonly RuleKey[] {
  return RULE_KEYS.filter((key) => {
    const text = typed[key].trim()
    const [least, most] = RULE_RANGES[key]
    return text !== '' && !(/^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= most)
  })
}

/** What is decided by a form without faults. */
export function decidedBy(typed: TypedRules): Decided {
  const of = (key: RuleKey) => (typed[key].trim() === '' ? null : Number(typed[key].trim()))
  return everyRule(of)
}

/** What holds where a field stays empty: for a site what the city decided, for the city what is usual. */
export function otherwise(site: string | null, usual: HallRules, city: Decided | undefined): HallRules {
  if (site === null || !city) return usual
  const decided = Object.fromEntries(Object.entries(city).filter(([, value]) => value !== null))
  return { ...usual, ...decided }
}

/** The answers to two questions about one change, added up. */
export function addPreview(before: Preview | undefined, more: Preview): Preview {
  if (!before) return more
  return {
    done: more.done,
    of: more.of,
    before: mutable(addWaits(before.before, more.before)),
    after: mutable(addWaits(before.after, more.after)),
  }
}

function mutable(waits: ReturnType<typeof addWaits>): Preview['before'] {
  const of = (key: keyof typeof waits) => ({ ...waits[key], byMinute: [...waits[key].byMinute] })
  return {
    appointment: of('appointment'),
    walk_in: of('walk_in'),
    self_service: of('self_service'),
    need: of('need'),
    pick_up: of('pick_up'),
    desk: of('desk'),
  }
}
