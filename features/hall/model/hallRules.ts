import type { Settings } from '#features/authority/model.ts'
import type { Credit } from '#features/visit/model.ts'
import type { ArrivalSettings } from './callOrder.ts'
import { type CreditSource, kindOf } from './reasons.ts'

/** The rules of a hall: arrival and credits, and what happens after a missed call. Minutes unless the name says calls. */
export type HallRules = ArrivalSettings & {
  readonly selfServiceCreditMinutes: number
  readonly needCreditMinutes: number
  /** For a need that people tell a device themselves, until a colleague notes it. */
  readonly ownNeedCreditMinutes: number
  readonly pickUpCreditMinutes: number
  readonly deskCreditMinutes: number
  /** So often somebody is called before they count as having missed it. */
  readonly callsBeforeMissed: number
  /** After a missed call they wait so long before they are called again, once. */
  readonly missedWaitMinutes: number
  /** How long somebody is away who says so without a time. */
  readonly awayMinutes: number
  /** 1: numbers are drawn only while one more can still be served today; 0: it is only said. */
  readonly intakeControl: number
  /** So many minutes may all staff together work longer because of one more person, on average (theta). */
  readonly intakeExtraMinutes: number
}

/** What a city or site decided otherwise; null or missing: as before. */
export type HallRulesChanged = { readonly [Rule in keyof HallRules]?: HallRules[Rule] | null }

/** What holds until somebody decides otherwise, beside the settings of arrival. */
const USUAL = {
  selfServiceCreditMinutes: 30,
  needCreditMinutes: 20,
  ownNeedCreditMinutes: 20,
  pickUpCreditMinutes: 15,
  deskCreditMinutes: 15,
  callsBeforeMissed: 2,
  missedWaitMinutes: 10,
  awayMinutes: 10,
  intakeControl: 1,
  intakeExtraMinutes: 2,
} as const

/** The rules at a site: what it decided, else what the city decided, else the settings and what is usual. */
export function hallRules(
  settings: Pick<Settings, keyof ArrivalSettings>,
  city: HallRulesChanged,
  site: HallRulesChanged,
): HallRules {
  const { earlyMinutes, lateMinutes, appointmentCreditMinutes, creditCeilingMinutes } = settings
  return {
    ...USUAL,
    ...{ earlyMinutes, lateMinutes, appointmentCreditMinutes, creditCeilingMinutes },
    ...decided(city),
    ...decided(site),
  }
}

function decided(changed: HallRulesChanged): Partial<HallRules> {
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value != null))
}

/** The credit from a source by these rules; undefined where it is worth nothing. */
export function creditOf(source: CreditSource, rules: HallRules): Credit | undefined {
  const minutes = {
    appointment: rules.appointmentCreditMinutes,
    self_service: rules.selfServiceCreditMinutes,
    need: rules.needCreditMinutes,
    own_need: rules.ownNeedCreditMinutes,
    pick_up: rules.pickUpCreditMinutes,
    desk: rules.deskCreditMinutes,
  }[source]
  return minutes > 0 ? { kind: kindOf(source), minutes } : undefined
}

/** What each rule may be; the CHECKs of `hall_rule` say the same. */
export const RULE_RANGES = {
  appointmentCreditMinutes: [0, 120],
  selfServiceCreditMinutes: [0, 120],
  needCreditMinutes: [0, 120],
  ownNeedCreditMinutes: [0, 120],
  pickUpCreditMinutes: [0, 120],
  deskCreditMinutes: [0, 120],
  creditCeilingMinutes: [0, 240],
  earlyMinutes: [0, 120],
  lateMinutes: [0, 120],
  callsBeforeMissed: [1, 5],
  missedWaitMinutes: [0, 60],
  awayMinutes: [5, 60],
  intakeControl: [0, 1],
  intakeExtraMinutes: [0, 30],
} as const satisfies { readonly [Rule in keyof HallRules]: readonly [number, number] }
export type RuleKey = keyof typeof RULE_RANGES
export const RULE_KEYS = Object.keys(RULE_RANGES).filter((key): key is RuleKey => key in RULE_RANGES)

/** Do two decisions say the same? */
export function sameRules(one: HallRulesChanged, other: HallRulesChanged): boolean {
  return RULE_KEYS.every((key) => (one[key] ?? null) === (other[key] ?? null))
}
