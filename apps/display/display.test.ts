import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LocalTime, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { orderKeeper } from './order.ts'
import { callsToSound, isQuiet, type SoundedCall } from './sounding.ts'
import { openSpeaker } from './speaker.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const call = (number: number, minutesAgo = 0, current = true): SoundedCall => ({
  call: number,
  calledAt: plus(NOW, -minutesAgo * MINUTE),
  current,
})

describe('the sound of calls', () => {
  it('is none at the first load', () => {
    expect(callsToSound([call(8), call(7)], undefined, NOW)).toEqual({ sound: [], heard: 8 })
  })

  it('comes once for each new call', () => {
    const first = callsToSound([call(9), call(8)], 8, NOW)
    expect(first).toEqual({ sound: [call(9)], heard: 9 })
    expect(callsToSound([call(9), call(8)], first.heard, NOW).sound).toEqual([])
  })

  it('comes again when somebody is called again, which has a number of its own', () => {
    expect(callsToSound([call(12), call(8)], 9, NOW).sound).toEqual([call(12)])
  })

  it('never comes for calls of five minutes ago, and not later either', () => {
    const late = callsToSound([call(9, 5), call(8)], 8, NOW)
    expect(late).toEqual({ sound: [], heard: 9 })
  })

  it('does not come for somebody who is at the counter already', () => {
    expect(callsToSound([call(9, 0, false)], 8, NOW)).toEqual({ sound: [], heard: 9 })
  })

  it('comes at most once for every call, whatever views arrive in whatever order', () => {
    const views = fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }), { maxLength: 30 })
    fc.assert(
      fc.property(views, (list) => {
        let heard: number | undefined
        const sounded: number[] = []
        for (const numbers of list) {
          const next = callsToSound(
            [...new Set(numbers)].map((number) => call(number)),
            heard,
            NOW,
          )
          heard = next.heard
          sounded.push(...next.sound.map((one) => one.call))
        }
        expect(new Set(sounded).size).toBe(sounded.length)
      }),
    )
  })
})

describe('the order of views', () => {
  it('keeps the newer of two that come on two ways', () => {
    const order = orderKeeper()
    expect(order({ number: 5 }, false)).toBe('show')
    expect(order({ number: 7 }, false)).toBe('show')
    expect(order({ number: 6 }, true)).toBe('ignore')
    expect(order({ number: 7 }, true)).toBe('show')
    expect(order({ number: 6 }, false)).toBe('ignore')
  })

  it('begins anew when the server says twice that its journal has begun anew', () => {
    const order = orderKeeper()
    order({ number: 700 }, true)
    expect(order({ number: 3 }, true)).toBe('ignore')
    expect(order({ number: 3 }, true)).toBe('reset')
    expect(order({ number: 4 }, false)).toBe('show')
  })
})

describe('quiet hours', () => {
  const at = (times: string, from?: LocalTime, until?: LocalTime) =>
    times.split(' ').map((time) => isQuiet(localTime(time), from, until))

  it('begin and end to the minute, also over midnight', () => {
    expect(at('11:59 12:00 12:59 13:00', localTime('12:00'), localTime('13:00'))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(at('21:59 22:00 03:00 06:00', localTime('22:00'), localTime('06:00'))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(at('00:00 12:00')).toEqual([false, false])
  })
})

describe('speech', () => {
  it('says each call once, in every language, one after the other, and nothing that is over or late', async () => {
    const said: string[] = []
    const over = new Set([3])
    let speaking = 0
    const speaker = openSpeaker(
      async (call, language) => {
        speaking += 1
        expect(speaking).toBe(1)
        await Promise.resolve()
        said.push(`${call} ${language}`)
        // Whoever was called comes to the counter while the first sentence is spoken.
        if (call === 4) over.add(4)
        if (call === 5) throw new Error('no sound')
        speaking -= 1
      },
      (call) => !over.has(call),
    )
    for (const call of [1, 2, 1, 3, 4, 2]) speaker.say({ call, languages: ['de', 'en'] }, Promise.resolve())
    await speaker.quiet()
    expect(said).toEqual(['1 de', '1 en', '2 de', '2 en', '4 de'])
    speaker.say({ call: 5, languages: ['de'] }, Promise.resolve())
    speaker.say({ call: 1, languages: ['de'] }, Promise.resolve())
    await speaker.quiet()
    expect(said.slice(5)).toEqual(['5 de'])
  })
})
