import { MOST_PLANNED } from '../model/plannedMinutes.ts'
import { CELL_MINUTES } from '../model.ts'
import type { MinutesRead } from './texts.ts'

/** The minutes of each service as typed, by key. */
export type TypedMinutes = Readonly<Record<string, string>>

/** The form as it stands, or as it was before the newest change. */
export function typedMinutes(read: MinutesRead, when: 'now' | 'earlier'): TypedMinutes {
  const before = new Map(
    when === 'now' ? [] : read.changes[0]?.services.map((one) => [one.service, one.before]),
  )
  return Object.fromEntries(
    read.services.map(({ service, minutes }) => [service, String(before.get(service) ?? minutes)]),
  )
}

/** What is typed otherwise than what holds, and the services whose minutes cannot be. */
export function readMinutes(
  { services }: MinutesRead,
  typed: TypedMinutes,
): {
  readonly changed: { readonly service: string; readonly minutes: number }[]
  readonly wrong: readonly string[]
} {
  const read = services.map(({ service, minutes, least }) => {
    const text = (typed[service] ?? '').trim()
    const wanted = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
    const isRight = wanted >= least && wanted <= MOST_PLANNED && wanted % CELL_MINUTES === 0
    return { service, minutes: wanted, isChanged: wanted !== minutes, isRight: isRight || wanted === minutes }
  })
  return {
    changed: read
      .filter(({ isChanged, isRight }) => isChanged && isRight)
      .map(({ service, minutes }) => ({ service, minutes })),
    wrong: read.filter(({ isRight }) => !isRight).map(({ service }) => service),
  }
}
