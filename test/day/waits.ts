import { MINUTE } from '#kernel/instant.ts'
import type { Story } from './story.ts'

/** How long people waited until their first call, as the journal says; minutes. */
export type Waits = { readonly people: number; readonly mean: number; readonly over15: number }

/** The waits of people with or without an appointment: from arrival or appointment, whichever is later. */
export function waitsIn(stories: readonly Story[], booked: boolean): Waits {
  const minutes = stories.flatMap(({ lines, arrivedAt, appointmentAt }) => {
    const call = lines.find(({ event }) => event === 'called')
    if (!call || arrivedAt === null || (appointmentAt !== null) !== booked) return []
    const since = Math.max(arrivedAt, appointmentAt ?? arrivedAt)
    return [Math.max(0, call.happenedAt - since) / MINUTE]
  })
  const sum = minutes.reduce((all, one) => all + one, 0)
  return {
    people: minutes.length,
    mean: minutes.length ? sum / minutes.length : 0,
    over15: minutes.filter((one) => one > 15).length,
  }
}
