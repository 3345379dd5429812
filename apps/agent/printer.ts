import { connect, type Socket } from 'node:net'
import type { PrinterState } from '#features/device/model.ts'
import type { PrintFailure } from '#features/print/model.ts'
import type { Bitmap } from '#platform/print/bitmap.ts'
import {
  answerKind,
  askStatus,
  CLEAR,
  type PrinterCondition,
  printCommands,
  readCondition,
  STATUS,
} from '#platform/print/escpos.ts'

/** How a print ended. */
export type PrintOutcome =
  | { readonly outcome: 'printed' }
  | { readonly outcome: 'failed'; readonly reason: PrintFailure }

/** A receipt printer in the network, usually on TCP 9100. */
export type Printer = {
  /** Its state now; never throws. */
  state(): Promise<PrinterState>
  /**
   * Prints a picture and cuts; never throws. Whatever goes wrong, it does not begin again by itself. `cutsFirst` where
   * an earlier slip may hang out of the printer: else this one comes out on the same piece of paper.
   */
  print(picture: Bitmap, how?: { readonly cutsFirst: boolean }): Promise<PrintOutcome>
}

export type PrinterAddress = { readonly host: string; readonly port: number }

/** How long the printer may be silent. Milliseconds. */
export type Patience = {
  readonly connect: number
  readonly answer: number
  /** From the last byte of a slip until the printer says that it is on paper. */
  readonly print: number
  /** Between two looks at what keeps it. */
  readonly look: number
  /** For a control: leaves in the printer what was sent and did not come out. */
  readonly clears?: boolean
}

const PATIENCE: Patience = { connect: 2_000, answer: 1_000, print: 15_000, look: 300 }

/**
 * Opens a printer. Each question and each slip has a connection of its own: receipt printers let in one at a time and
 * forget to close it, so none is held longer than needed. Questions and slips wait for one another.
 */
export function openPrinter(address: PrinterAddress, patience: Patience = PATIENCE): Printer {
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = before.then(work)
    before = done.catch(() => undefined)
    return done
  }
  // Something of an earlier slip may be in its memory; an agent that was killed left that, too.
  let isDirty = true
  async function state(): Promise<PrinterState> {
    const found = await readState(address, patience, isDirty)
    if (found !== 'unreachable') isDirty = false
    return found
  }
  async function print(slip: Uint8Array): Promise<PrintOutcome> {
    const end = await printOnce(address, slip, patience)
    isDirty = end.outcome === 'failed'
    return end
  }
  return {
    state: () => inTurn(state),
    print: (picture, { cutsFirst } = { cutsFirst: false }) =>
      inTurn(() => print(printCommands(picture, { cutsFirst }))),
  }
}

async function readState(
  address: PrinterAddress,
  patience: Patience,
  isDirty: boolean,
): Promise<PrinterState> {
  const line = await openLine(address, patience).catch(() => undefined)
  if (!line) return 'unreachable'
  try {
    // Else the questions would end a picture that a broken connection left unfinished, and it would come out.
    if (isDirty && patience.clears !== false) line.send(CLEAR)
    const condition = await line.condition()
    return condition ? stateOf(condition) : 'unreachable'
  } finally {
    line.close()
  }
}

function stateOf({ coverOpen, paperOut, paperLow, error }: PrinterCondition): PrinterState {
  if (coverOpen) return 'cover_open'
  if (paperOut) return 'no_paper'
  if (error) return 'error'
  return paperLow ? 'paper_low' : 'ready'
}

/** Why nothing can be printed in this state; undefined if it can. */
function hindrance(state: PrinterState): PrintFailure | undefined {
  return state === 'ready' || state === 'paper_low' ? undefined : state
}

async function printOnce(
  address: PrinterAddress,
  slip: Uint8Array,
  patience: Patience,
): Promise<PrintOutcome> {
  const failed = (reason: PrintFailure): PrintOutcome => ({ outcome: 'failed', reason })
  const line = await openLine(address, patience).catch(() => undefined)
  if (!line) return failed('unreachable')
  try {
    // What an earlier connection left behind would swallow this slip, or come out before it.
    if (patience.clears !== false) line.send(CLEAR)
    const condition = await line.condition()
    const before = condition ? hindrance(stateOf(condition)) : 'unreachable'
    if (before) return failed(before)
    line.send(slip)
    const reason = await waitUntilDone(line, patience)
    if (reason === undefined) return { outcome: 'printed' }
    if (patience.clears !== false) await line.last(CLEAR)
    return failed(reason)
  } finally {
    line.close()
  }
}

/** Waits for the answer that comes when all is on paper; undefined once it has come, else what keeps the printer. */
async function waitUntilDone(line: Line, patience: Patience): Promise<PrintFailure | undefined> {
  const until = performance.now() + patience.print
  while (performance.now() < until) {
    if (await line.done(patience.look)) return undefined
    if (line.isLost()) return 'cut_off'
    const condition = await line.condition()
    const reason = condition && hindrance(stateOf(condition))
    if (reason) return reason
  }
  return 'error'
}

/** A connection to a printer. */
type Line = {
  /** Sends; what is `done` from now on is this. */
  send(bytes: Uint8Array): void
  /** Sends and waits until it is handed over. */
  last(bytes: Uint8Array): Promise<void>
  /** Asks what is wrong; undefined without an answer in time. */
  condition(): Promise<PrinterCondition | undefined>
  /** Waits so many milliseconds for the word that all is on paper. */
  done(milliseconds: number): Promise<boolean>
  isLost(): boolean
  close(): void
}

async function openLine(address: PrinterAddress, patience: Patience): Promise<Line> {
  const socket = await connected(address, patience.connect)
  const heard = { status: [] as number[], done: false, lost: false }
  let wake = (): void => undefined
  socket.on('data', (bytes) => {
    for (const byte of bytes) {
      const kind = answerKind(byte)
      if (kind === 'status') heard.status.push(byte)
      if (kind === 'done') heard.done = true
    }
    wake()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    heard.lost = true
    wake()
  })

  async function until(isThere: () => boolean, milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds
    while (!isThere() && !heard.lost) {
      const left = end - performance.now()
      if (left <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return isThere()
  }

  async function ask(kind: (typeof STATUS)[keyof typeof STATUS]): Promise<number | undefined> {
    heard.status.length = 0
    socket.write(askStatus(kind))
    await until(() => heard.status.length > 0, patience.answer)
    return heard.status[0]
  }

  return {
    send(bytes) {
      // The word about a slip of an earlier connection may have waited for this one.
      heard.done = false
      socket.write(bytes)
    },
    last: (bytes) =>
      new Promise((resolve) => {
        if (heard.lost) return resolve()
        socket.write(bytes, () => resolve())
      }),
    async condition() {
      const cause = await ask(STATUS.offlineCause)
      const paper = cause === undefined ? undefined : await ask(STATUS.paper)
      return cause === undefined || paper === undefined ? undefined : readCondition(cause, paper)
    },
    done: (milliseconds) => until(() => heard.done, milliseconds),
    isLost: () => heard.lost,
    // Not torn: what was written last shall still arrive.
    close: () => void socket.end(),
  }
}

function connected({ host, port }: PrinterAddress, milliseconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), milliseconds)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeListener('error', reject)
      resolve(socket)
    })
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
