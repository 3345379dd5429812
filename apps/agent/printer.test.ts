import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { type Bitmap, rowBytes } from '#platform/print/bitmap.ts'
import { openPrinter } from './printer.ts'
import { type PrinterSimulator, startPrinterSimulator } from './simulator/printer.ts'

const PATIENCE = { connect: 5_000, answer: 5_000, print: 15_000, look: 10 }
const LINE = rowBytes(PAPER_WIDTH)
/** A slip of three bands, each of its own kind of rows. */
const ROWS = 300

let simulator: PrinterSimulator | undefined

afterEach(async () => {
  await simulator?.stop()
  simulator = undefined
})

const pictureOf = (mark: number): Bitmap => ({
  width: PAPER_WIDTH,
  height: ROWS,
  rows: new Uint8Array(LINE * ROWS).fill(mark),
})

/** Loses the connection after so many bytes of one slip, prints the next, and says how long each piece of paper is. */
async function afterBreak(bytes: number, cutsFirst: boolean): Promise<number[]> {
  simulator = await startPrinterSimulator()
  const printer = openPrinter({ host: '127.0.0.1', port: simulator.port }, PATIENCE)
  simulator.setFault('connection_cut', bytes)
  expect(await printer.print(pictureOf(1))).toEqual({ outcome: 'failed', reason: 'cut_off' })
  simulator.setFault('none')
  expect(await printer.print(pictureOf(2), { cutsFirst })).toEqual({ outcome: 'printed' })
  return simulator.papers().map(({ picture }) => picture.height)
}

const [FIRST_BAND, BEFORE_THE_CUT] = [130 * LINE, ROWS * LINE + 45]

it('what a broken connection left on paper is cut off before the next slip', async () => {
  expect(await afterBreak(FIRST_BAND, true)).toEqual([128, ROWS])
  await simulator?.stop()
  expect(await afterBreak(BEFORE_THE_CUT, true)).toEqual([ROWS, ROWS])
})

it('asking how it is does not end a picture that a broken connection left unfinished', async () => {
  simulator = await startPrinterSimulator()
  const printer = openPrinter({ host: '127.0.0.1', port: simulator.port }, PATIENCE)
  // Before and between the rows: clearing, two questions, reset and the heads of three bands.
  const commands = 10 + 2 * 3 + 2 + 3 * 8
  simulator.setFault('connection_cut', commands + ROWS * LINE - 2)
  expect(await printer.print(pictureOf(1))).toMatchObject({ reason: 'cut_off' })
  simulator.setFault('none')
  expect(await printer.state()).toBe('ready')
  expect(await printer.print(pictureOf(2), { cutsFirst: true })).toEqual({ outcome: 'printed' })
  expect(simulator.papers().map(({ picture }) => picture.height)).toEqual([256, ROWS])
})

it('control: else both hang together', async () => {
  expect(await afterBreak(BEFORE_THE_CUT, false)).toEqual([2 * ROWS])
})

it('the word about an earlier slip, which waited for a connection, is not taken for this one', async () => {
  const [ready, done] = [0x12, 0x00]
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write(Uint8Array.of(done))
    // It answers how it is, and never that all is on paper.
    socket.on('data', (bytes) => {
      for (let at = bytes.indexOf('\x10\x04'); at >= 0; at = bytes.indexOf('\x10\x04', at + 1))
        socket.write(Uint8Array.of(ready))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    const printer = openPrinter({ host: '127.0.0.1', port }, { ...PATIENCE, print: 100 })
    expect(await printer.print(pictureOf(3))).toEqual({ outcome: 'failed', reason: 'error' })
  } finally {
    server.close()
  }
})
