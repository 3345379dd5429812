import { type LocalTime, localTime } from '#kernel/instant.ts'

const DAY_MINUTES = 24 * 60

/** Reads a wall time as people type it: 8, 8:30, 830, 08.30, 24:00; null for nothing, undefined for anything else. */
export function readTime(typed: string): LocalTime | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  const [, hours = '', minutes = '0'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  if (hours === '' || Number(minutes) >= 60 || total > DAY_MINUTES) return undefined
  return localTime(`${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`)
}
