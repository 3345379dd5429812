import { describe, expect, it } from 'vitest'
import { type AlarmSending, type AlarmTry, makeAlarmSender, type PendingAlarm } from './alarmSender.ts'

/** A sender whose server answers as told; what it did. */
function sender(answers: readonly AlarmTry[]) {
  const sent: string[] = []
  const states: AlarmSending[] = []
  const kept: (PendingAlarm | null)[] = []
  let keys = 0
  const left = [...answers]
  const made = makeAlarmSender({
    send: async ({ key }) => {
      sent.push(key)
      return left.shift() ?? 'sent'
    },
    wait: async () => undefined,
    newKey: () => `key${++keys}`,
    keep: (pending) => void kept.push(pending),
    onState: (state) => void states.push(state),
  })
  return { ...made, sent, states, kept }
}

describe('a press of the alarm', () => {
  it('is sent under the same key until the server has it, and says meanwhile that it has not gone out', async () => {
    const { press, sent, states, kept } = sender(['unanswered', 'unanswered', 'sent'])
    await press('counter-1')
    expect(sent).toEqual(['key1', 'key1', 'key1'])
    expect(states).toEqual(['sending', 'unsent', 'unsent', 'idle'])
    expect(kept).toEqual([{ counter: 'counter-1', key: 'key1' }, null])
  })

  it('is one press while another is on its way, and a new one afterwards', async () => {
    const { press, sent } = sender(['unanswered', 'sent', 'sent'])
    await Promise.all([press('counter-1'), press('counter-1')])
    expect(sent).toEqual(['key1', 'key1'])
    await press('counter-1')
    expect(sent).toHaveLength(3)
    expect(sent[2]).not.toBe(sent[1])
  })

  it('goes on after the page was loaded again, and says so when it is refused', async () => {
    const { resume, sent, states, kept } = sender(['unanswered', 'refused'])
    await resume({ counter: 'counter-1', key: 'before' })
    expect(sent).toEqual(['before', 'before'])
    expect(states.at(-1)).toBe('refused')
    expect(kept.at(-1)).toBeNull()
  })
})
