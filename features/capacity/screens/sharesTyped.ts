import type { Output } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import type { previewSharesRoute, WrittenShares } from '../contract.ts'
import { isWindow, SHARE_FIGURES, SHARE_RANGES, type ShareFigure } from '../model/shareRules.ts'

/** The form of shares and release, as typed; of a site only its share of people without appointment. */
export type TypedShares = { readonly [Figure in ShareFigure]: string } & {
  readonly onlineToday: boolean
  readonly releaseOpens: string
  readonly releaseCloses: string
}
export type ShareField = ShareFigure | 'releaseOpens' | 'releaseCloses'

/** The form of what is decided. */
export function typedShares(decided: WrittenShares): TypedShares {
  const of = (key: ShareFigure) => (decided[key] === null ? '' : String(decided[key]))
  return {
    walkInPercent: of('walkInPercent'),
    callerPercent: of('callerPercent'),
    shortTermPercent: of('shortTermPercent'),
    shortTermDays: of('shortTermDays'),
    waitlistPercent: of('waitlistPercent'),
    horizonDays: of('horizonDays'),
    coveredPercent: of('coveredPercent'),
    longestDayMinutes: of('longestDayMinutes'),
    onlineToday: decided.onlineToday ?? false,
    releaseOpens: decided.releaseOpens ?? '',
    releaseCloses: decided.releaseCloses ?? '',
  }
}

/** The fields that hold something else than what may be decided; for a site an empty one is right. */
export function faultsOfShares(site: string | null, typed: TypedShares): readonly ShareField[] {
  const figures = SHARE_FIGURES.filter((key) => {
    if (site !== null && key !== 'walkInPercent') return false
    const text = typed[key].trim()
    if (text === '') return site === null
    const [least, most] = SHARE_RANGES[key]
    return !(/^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most)
  })
  if (site !== null) return figures
  const [releaseOpens, releaseCloses] = [readTime(typed.releaseOpens), readTime(typed.releaseCloses)]
  if (releaseOpens === undefined) return [...figures, 'releaseOpens']
  if (releaseCloses === undefined) return [...figures, 'releaseCloses']
  return isWindow({ releaseOpens, releaseCloses }) ? figures : [...figures, 'releaseCloses']
}

/** What is decided by a form without faults. */
export function sharesTyped(site: string | null, typed: TypedShares): WrittenShares {
  const of = (key: ShareFigure) =>
    typed[key].trim() === '' || (site !== null && key !== 'walkInPercent') ? null : Number(typed[key].trim())
  return {
    walkInPercent: of('walkInPercent'),
    callerPercent: of('callerPercent'),
    shortTermPercent: of('shortTermPercent'),
    shortTermDays: of('shortTermDays'),
    waitlistPercent: of('waitlistPercent'),
    horizonDays: of('horizonDays'),
    coveredPercent: of('coveredPercent'),
    longestDayMinutes: of('longestDayMinutes'),
    onlineToday: site === null ? typed.onlineToday : null,
    releaseOpens: site === null ? (readTime(typed.releaseOpens) ?? null) : null,
    releaseCloses: site === null ? (readTime(typed.releaseCloses) ?? null) : null,
  }
}

/** What would hold if that were decided: for a site what it leaves open holds as in the city. */
export function sharesHolding(decided: WrittenShares, city: WrittenShares): WrittenShares {
  return {
    walkInPercent: decided.walkInPercent ?? city.walkInPercent,
    callerPercent: decided.callerPercent ?? city.callerPercent,
    shortTermPercent: decided.shortTermPercent ?? city.shortTermPercent,
    shortTermDays: decided.shortTermDays ?? city.shortTermDays,
    waitlistPercent: decided.waitlistPercent ?? city.waitlistPercent,
    horizonDays: decided.horizonDays ?? city.horizonDays,
    coveredPercent: decided.coveredPercent ?? city.coveredPercent,
    longestDayMinutes: decided.longestDayMinutes ?? city.longestDayMinutes,
    onlineToday: decided.onlineToday ?? city.onlineToday,
    releaseOpens: decided.releaseOpens ?? city.releaseOpens,
    releaseCloses: decided.releaseCloses ?? city.releaseCloses,
  }
}

export type SharesPreview = Output<typeof previewSharesRoute>

/** The answers to two questions about one change, added up. */
export function addSharesPreview(before: SharesPreview | undefined, more: SharesPreview): SharesPreview {
  if (!before) return more
  const services = new Map(before.services.map((one) => [one.service, one]))
  for (const one of more.services) {
    const known = services.get(one.service)
    services.set(one.service, {
      service: one.service,
      before: one.before + (known?.before ?? 0),
      after: one.after + (known?.after ?? 0),
    })
  }
  const agreement = new Map(before.agreement.map((one) => [one.service, one]))
  for (const one of more.agreement) {
    const known = agreement.get(one.service)
    agreement.set(one.service, {
      ...one,
      times: one.times + (known?.times ?? 0),
      timesNeeded: one.timesNeeded + (known?.timesNeeded ?? 0),
    })
  }
  return {
    ...more,
    services: [...services.values()],
    agreement: [...agreement.values()],
    tooLong: [...before.tooLong, ...more.tooLong],
    fullHours: before.fullHours + more.fullHours,
    example: before.example ?? more.example,
  }
}
