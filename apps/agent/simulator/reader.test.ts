import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Bitmap, rowBytes } from '#platform/print/bitmap.ts'
import { printCommands, rasterCommands, withoutRealTime } from '#platform/print/escpos.ts'
import { type Command, openReader, stacked } from './reader.ts'

const picture = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 }))
  .chain(([line, height]) =>
    fc
      .uint8Array({ minLength: line * height, maxLength: line * height })
      .map((rows): Bitmap => ({ width: line * 8, height, rows })),
  )

/** Reads bytes in pieces that end at these places. */
function read(bytes: Uint8Array, ends: readonly number[]): Command[] {
  const reader = openReader()
  const commands: Command[] = []
  let from = 0
  for (const end of [...ends.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(from, end))
    from = Math.max(from, end)
    for (let command = reader.next(); command; command = reader.next()) commands.push(command)
  }
  return commands
}

const pictures = (commands: readonly Command[]) =>
  stacked(commands.flatMap((command) => (command.kind === 'picture' ? [command.picture] : [])))

it('a printer reads exactly the picture that was sent, in whatever pieces it comes', () => {
  fc.assert(
    fc.property(picture, fc.array(fc.nat(), { maxLength: 5 }), (drawn, ends) => {
      expect(pictures(read(rasterCommands(drawn), ends))).toEqual(drawn)
    }),
    { numRuns: 40 },
  )
})

it('control: a picture with one byte less is not that picture', () => {
  const drawn = { width: 16, height: 2, rows: Uint8Array.of(1, 2, 3, 4) }
  expect(pictures(read(rasterCommands(drawn).subarray(0, -1), []))).toBeUndefined()
})

/** Real-time commands anywhere in these bytes, also in the middle of a picture. */
function realTimeIn(bytes: Uint8Array): number {
  return bytes.filter((byte, at) => byte === 0x10 && [0x04, 0x05, 0x14].includes(bytes[at + 1] ?? 0)).length
}

it('no pixel is a command: a slip holds no real-time command, and a pixel only ever turns dark', () => {
  const noisy = fc.array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x00, 0xff), {
    minLength: 8,
    maxLength: 400,
  })
  let commandsWithoutGuard = 0
  fc.assert(
    fc.property(noisy, (bytes) => {
      const drawn = { width: 8, height: bytes.length, rows: Uint8Array.from(bytes) }
      expect(realTimeIn(printCommands(drawn))).toBe(0)
      const safe = withoutRealTime(drawn).rows
      expect(drawn.rows.every((byte, at) => ((safe[at] ?? 0) & byte) === byte)).toBe(true)
      commandsWithoutGuard += realTimeIn(rasterCommands(drawn))
    }),
  )
  // Control: without the guard the same pictures do hold commands.
  expect(commandsWithoutGuard).toBeGreaterThan(0)
})

it('a slip is reset, pictures, one cut, and the question at the end', () => {
  const drawn = { width: 576, height: 300, rows: new Uint8Array(300 * rowBytes(576)).fill(0x55) }
  expect(read(printCommands(drawn), []).map(({ kind }) => kind)).toEqual([
    'reset',
    'picture',
    'picture',
    'picture',
    'cut',
    'ask',
  ])
})

it('rubbish is read without an end and without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const command of read(bytes, [])) expect(command.kind).not.toBe('')
    }),
  )
})
