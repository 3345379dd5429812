import { useEffect, useRef, useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { raiseAlarmRoute } from '../contract/alarm.ts'
import { type AlarmSender, type AlarmSending, makeAlarmSender, type PendingAlarm } from './alarmSender.ts'

/** Under this name a press that has not gone out outlives a reload of the page. */
const KEPT = 'dran-alarm'

/** Calls for help from a counter: by button, or by Ctrl, Shift and Enter anywhere on the page. */
export function useAlarm(counter: string | null): {
  readonly state: AlarmSending
  readonly press: () => void
} {
  const { call } = useConsole()
  const [state, setState] = useState<AlarmSending>('idle')
  const sender = useRef<AlarmSender>(undefined)

  useEffect(() => {
    const made = makeAlarmSender({
      async send({ counter: at, key }) {
        const answer = await call(raiseAlarmRoute, { params: { counter: at } }, { idempotencyKey: key })
        if (answer.ok) return 'sent'
        return answer.code === 'forbidden' || answer.code === 'not_found' ? 'refused' : 'unanswered'
      },
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      newKey: () => crypto.randomUUID(),
      keep: (pending) =>
        pending === null
          ? sessionStorage.removeItem(KEPT)
          : sessionStorage.setItem(KEPT, JSON.stringify(pending)),
      onState: setState,
    })
    sender.current = made
    const kept = readKept()
    if (kept) void made.resume(kept)
    return made.stop
  }, [call])

  const press = () => {
    if (counter) void sender.current?.press(counter)
  }
  const latest = useRef(press)
  useEffect(() => {
    latest.current = press
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !event.ctrlKey || !event.shiftKey || event.altKey || event.repeat) return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    // Before anything else on the page: also while somebody types, and over an open dialog.
    document.addEventListener('keydown', listen, { capture: true })
    return () => document.removeEventListener('keydown', listen, { capture: true })
  }, [])
  return { state, press }
}

function readKept(): PendingAlarm | undefined {
  const text = sessionStorage.getItem(KEPT)
  if (text === null) return undefined
  const kept: unknown = JSON.parse(text)
  return isPending(kept) ? kept : undefined
}

function isPending(kept: unknown): kept is PendingAlarm {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'counter' in kept &&
    'key' in kept &&
    typeof kept.counter === 'string' &&
    typeof kept.key === 'string'
  )
}
