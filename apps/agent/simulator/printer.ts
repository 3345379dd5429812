import { createServer, type Socket } from 'node:net'
import { type Bitmap, bandOf } from '#platform/print/bitmap.ts'
import { type Command, openReader, stacked } from './reader.ts'

/** What can be wrong with the simulated printer; `none` for a good one. */
export const PRINTER_FAULTS = [
  'none',
  'no_paper',
  'paper_low',
  'paper_out_midway',
  'cover_open',
  'cutter_jam',
  'slow',
  'silent',
  'connection_cut',
] as const
export type PrinterFault = (typeof PRINTER_FAULTS)[number]

/** A piece of paper that came out. */
export type Paper = {
  readonly picture: Bitmap
  /** Cut off by the printer; else torn off, because the paper ended or was changed. */
  readonly whole: boolean
}

/** A simulated receipt printer on TCP. */
export type PrinterSimulator = {
  readonly port: number
  /** All paper that has come out, the newest last. */
  readonly papers: () => readonly Paper[]
  readonly fault: () => PrinterFault
  /** Sets what is wrong from now on. `after`: rows on paper for `paper_out_midway`, bytes for `connection_cut`. */
  setFault(fault: PrinterFault, after?: number): void
  stop(): Promise<void>
}

export type PrinterOptions = {
  /** 0 takes a free port. */
  readonly port?: number
  readonly host?: string
  /** So many pieces of paper are kept. */
  readonly keep?: number
  /** For a control: does not know the command that clears its memory. */
  readonly clears?: boolean
}

const MIDWAY_ROWS = 200
const CUT_BYTES = 5_000
/** The slow one takes so many milliseconds for a row. */
const SLOW_ROW = 4
/** The command that clears its memory; its first byte comes in it once. */
const CLEAR = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]

/**
 * A printer that speaks the real language on TCP, for tests and the demo. What it prints is a picture that can be
 * looked at; its faults can be switched. Bytes that a lost connection leaves in its memory stay there, as in the worst
 * real ones. It is a simulator, and is called so wherever somebody sees it.
 */
export async function startPrinterSimulator(options: PrinterOptions = {}): Promise<PrinterSimulator> {
  const papers: Paper[] = []
  const sockets = new Set<Socket>()
  const reader = openReader()
  let fault: PrinterFault = 'none'
  let after = 0
  let strip: Bitmap[] = []
  let unprinted: Bitmap | undefined
  let working = false
  let stopped = false
  /** The two bytes before, and how much of CLEAR has been heard in a row. */
  let [lead, command] = [0, 0]
  let cleared = 0
  let heard = 0

  function come(whole: boolean): void {
    const picture = stacked(strip)
    strip = []
    if (!picture) return
    papers.push({ picture, whole })
    papers.splice(0, papers.length - (options.keep ?? 1_000))
  }

  const stuck = () => ['no_paper', 'cover_open', 'cutter_jam'].includes(fault)

  function status(kind: number): number {
    const fixed = 0x12
    if (kind === 1) return fixed | (stuck() ? 0x08 : 0)
    if (kind === 2)
      return (
        fixed |
        (fault === 'cover_open' ? 0x04 : 0) |
        (fault === 'no_paper' ? 0x20 : 0) |
        (fault === 'cutter_jam' ? 0x40 : 0)
      )
    if (kind === 3) return fixed | (fault === 'cutter_jam' ? 0x08 : 0)
    return fixed | (fault === 'no_paper' ? 0x6c : 0) | (fault === 'paper_low' ? 0x0c : 0)
  }

  /** What is obeyed at once. */
  function realTime(byte: number, socket: Socket): boolean {
    if (lead === 0x10 && command === 0x04 && byte >= 1 && byte <= 4) socket.write(Uint8Array.of(status(byte)))
    lead = command
    command = byte
    cleared = byte === CLEAR[cleared] ? cleared + 1 : Number(byte === CLEAR[0])
    if (cleared < CLEAR.length) return false
    cleared = 0
    return options.clears !== false
  }

  function hear(bytes: Uint8Array, socket: Socket): void {
    let from = 0
    bytes.forEach((byte, at) => {
      if (!realTime(byte, socket)) return
      reader.clear()
      unprinted = undefined
      from = at + 1
    })
    reader.push(bytes.subarray(from))
    void work(socket)
  }

  async function work(socket: Socket): Promise<void> {
    if (working) return
    working = true
    while (!stopped && !stuck()) {
      const rest = unprinted
      unprinted = undefined
      const command: Command | undefined = rest ? { kind: 'picture', picture: rest } : reader.next()
      if (!command) break
      await obey(command, socket)
    }
    working = false
  }

  async function obey(command: Command, socket: Socket): Promise<void> {
    if (command.kind === 'cut') come(true)
    if (command.kind === 'ask' && socket.writable)
      socket.write(Uint8Array.of(fault === 'paper_low' ? 0x03 : 0x00))
    if (command.kind !== 'picture') return
    const { picture } = command
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, picture.height * SLOW_ROW))
    if (fault !== 'paper_out_midway' || picture.height <= after) {
      after -= fault === 'paper_out_midway' ? picture.height : 0
      strip.push(picture)
      return
    }
    if (after > 0) strip.push(bandOf(picture, 0, after))
    unprinted = bandOf(picture, after, picture.height)
    fault = 'no_paper'
  }

  /** As real ones it hears one connection at a time: what comes late on one is not mixed into the next. */
  let before = Promise.resolve()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => {
      socket.on('close', () => {
        sockets.delete(socket)
        resolve()
      })
    })
    const turn = before
    before = turn.then(() => ended)
    void turn.then(() => listen(socket))
  })
  function listen(socket: Socket): void {
    heard = 0
    socket.on('data', (bytes) => {
      if (fault === 'silent') return
      const room = fault === 'connection_cut' ? Math.max(0, after - heard) : bytes.length
      heard += bytes.length
      hear(bytes.subarray(0, room), socket)
      if (room < bytes.length) socket.destroy()
    })
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
  const address = server.address()

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    papers: () => papers,
    fault: () => fault,
    setFault(next, rowsOrBytes) {
      // Whoever puts in new paper tears off what hangs out.
      if (fault === 'no_paper' && next !== 'no_paper') come(false)
      fault = next
      after = rowsOrBytes ?? (next === 'connection_cut' ? CUT_BYTES : MIDWAY_ROWS)
      const [socket] = sockets
      if (socket) void work(socket)
    },
    async stop() {
      stopped = true
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
