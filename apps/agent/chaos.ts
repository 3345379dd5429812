import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '#apps/demo/random.ts'
import type { JobOutcome, PrintFailure } from '#features/print/model.ts'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { type Bitmap, rowBytes } from '#platform/print/bitmap.ts'
import { packBitmap } from '#platform/print/packed.ts'
import { type RunningAgent, runAgent } from './agent.ts'
import { type Kept, openKept } from './kept.ts'
import { openPrinter } from './printer.ts'
import type { ServerSide } from './server.ts'
import { type PrinterSimulator, startPrinterSimulator } from './simulator/printer.ts'

/** What is taken away to see that the laws fail without it. */
export type WithoutGuard = 'nothing' | 'memory' | 'clear' | 'cut'

/** How a run of chaos ended. */
export type ChaosReport = {
  readonly numbers: number
  readonly printed: number
  readonly failed: number
  /** Numbers of which more than one whole ticket came out. */
  readonly twice: number
  /** Numbers that were told to be printed and did not come out whole. */
  readonly missing: number
  /** Numbers of which nobody was told anything: neither paper nor screen. */
  readonly silent: number
  /** Paper that is no ticket: two in one another, or half of one before the next. */
  readonly garbled: number
  /** Numbers that came out although it was said for certain that they did not: nothing is wrong but the screen. */
  readonly surprising: number
  /** Numbers that came out while nobody could say whether they did: connection or word were lost on the way. */
  readonly doubtful: number
}

/** After these nobody can say whether the ticket came out: the screen stands in, and paper may be there, too. */
const NOBODY_KNOWS: ReadonlySet<PrintFailure> = new Set(['cut_off', 'unknown', 'error'])

const ROWS = 24
const PATIENCE = { connect: 500, answer: 200, print: 400, look: 10 }
const PACE = { look: 500, word: 1_000, firstPause: 1, longestPause: 4, pairing: 50 }

/** The picture of a number: the number in bits, and the same again upside down, so that half a ticket is none. */
function pictureOf(number: number): Bitmap {
  const line = rowBytes(PAPER_WIDTH)
  const rows = new Uint8Array(line * ROWS)
  for (let y = 0; y < ROWS; y++) {
    const bits = y < ROWS / 2 ? number : ~number
    for (let byte = 0; byte < 4; byte++) rows[y * line + byte] = (bits >>> (8 * byte)) & 0xff
    // Nothing that a printer could take for a command.
    for (let byte = 0; byte < 4; byte++) rows[y * line + 8 + byte] = 0xff
  }
  return { width: PAPER_WIDTH, height: ROWS, rows }
}

/** The number on a piece of paper; undefined if it is not one whole ticket. */
function numberOn({ height, rows }: Bitmap, wanted: ReadonlyMap<string, number>): number | undefined {
  return height === ROWS ? wanted.get(Buffer.from(rows).toString('base64')) : undefined
}

/**
 * Prints so many numbers while the printer runs out of paper in mid-ticket, connections break at any byte, the cover
 * opens, the server's word is lost, and the agent is killed and started again.
 */
export async function chaos(
  numbers: number,
  random: () => number,
  without: WithoutGuard = 'nothing',
): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'dran-agent-'))
  const simulator = await startPrinterSimulator({ keep: numbers * 3 + 10 })
  const told = new Map<string, JobOutcome>()
  let agent: RunningAgent | undefined
  try {
    const desk = deskOf(told, random, without)
    const start = () => {
      const address = { host: '127.0.0.1', port: simulator.port }
      const patience = without === 'clear' ? { ...PATIENCE, clears: false } : PATIENCE
      const kept = without === 'memory' ? forgetful() : openKept(folder)
      return runAgent({
        server: desk.side(),
        printer: openPrinter(address, patience),
        kept: without === 'cut' ? { ...kept, mayHang: () => false } : kept,
        say: () => undefined,
        pace: PACE,
      })
    }
    agent = start()
    for (let number = 0; number < numbers; number++) {
      misfortune(simulator, random)
      await desk.print(String(number), pictureOf(number))
      simulator.setFault('none')
      if (random() < 0.2) {
        await agent.stop()
        agent = start()
        await desk.again(String(number))
      }
    }
    await agent.stop()
    return reportOf(numbers, simulator, told)
  } finally {
    await agent?.stop()
    await simulator.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function misfortune(simulator: PrinterSimulator, random: () => number): void {
  const fate = random()
  const bytes = rowBytes(PAPER_WIDTH) * ROWS + 30
  if (fate < 0.15) simulator.setFault('paper_out_midway', Math.floor(random() * ROWS))
  else if (fate < 0.35) simulator.setFault('connection_cut', Math.floor(random() * bytes))
  else if (fate < 0.4) simulator.setFault('cover_open')
  // Often where it is worst: the picture is on paper, and what is missing is the cut or the word that all is done.
  else if (fate < 0.45) simulator.setFault('connection_cut', bytes - 4 + Math.floor(random() * 8))
  else simulator.setFault('none')
}

/** For a control: an agent that remembers nothing. */
function forgetful(): Kept {
  return {
    begin: () => true,
    end: () => undefined,
    outcome: () => undefined,
    mayHang: () => false,
    close: () => undefined,
  }
}

/** The server's side in memory: names a job, hears the end of it, and now and then its words get lost. */
function deskOf(told: Map<string, JobOutcome>, random: () => number, without: WithoutGuard) {
  let hear: (job: string) => void = () => undefined
  let wanted: { job: string; picture: Bitmap; claimed: boolean; ended: () => void } | undefined
  const lost = () => random() < 0.15
  const unreachable = { ok: false, code: 'unreachable' } as const

  function side(): ServerSide {
    return {
      pair: async () => unreachable,
      say: async () => ({ ok: true, value: undefined }),
      scan: async () => unreachable,
      async claim(job) {
        // Without the memory the server's guard is out of the way, too: the memory alone is looked at.
        if (wanted?.job !== job || (told.has(job) && without !== 'memory')) return { ok: false, code: 'over' }
        wanted.claimed = true
        if (lost()) return unreachable
        const { picture } = wanted
        const packed = packBitmap(picture).toString('base64')
        return { ok: true, value: { height: picture.height, picture: packed, milliseconds: 60_000 } }
      },
      async end(job, outcome) {
        if (lost()) return unreachable
        if (!told.has(job)) told.set(job, outcome)
        if (wanted?.job === job) wanted.ended()
        return { ok: true, value: undefined }
      },
      listen: (listener, signal) =>
        new Promise((resolve) => {
          hear = listener
          if (wanted && !told.has(wanted.job)) listener(wanted.job)
          const end = () => resolve('ended')
          signal.addEventListener('abort', end, { once: true })
          if (random() < 0.3) setTimeout(end, 2)
        }),
    }
  }

  /** Names the job again and again, as a server does on each connection, until it has heard the end or time is over. */
  async function until(job: string, isDone: () => boolean): Promise<void> {
    for (let tries = 0; tries < 120 && !isDone(); tries++) {
      hear(job)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  return {
    side,
    async print(job: string, picture: Bitmap): Promise<void> {
      wanted = { job, picture, claimed: false, ended: () => undefined }
      await until(job, () => told.has(job))
      // Nobody told the end in time: the screen stands in, as the sweep of the server decides it.
      if (!told.has(job)) told.set(job, { outcome: 'failed', reason: 'unknown' })
    },
    /** The server names a job that is over once more, as after a lost word. */
    async again(job: string): Promise<void> {
      let heard = 0
      await until(job, () => heard++ > 3)
    },
  }
}

function reportOf(numbers: number, simulator: PrinterSimulator, told: Map<string, JobOutcome>): ChaosReport {
  const wanted = new Map<string, number>()
  for (let number = 0; number < numbers; number++)
    wanted.set(Buffer.from(pictureOf(number).rows).toString('base64'), number)
  const came = new Map<number, number>()
  let garbled = 0
  for (const { picture, whole } of simulator.papers()) {
    if (!whole) continue
    const number = numberOn(picture, wanted)
    if (number === undefined) garbled++
    else came.set(number, (came.get(number) ?? 0) + 1)
  }
  const all = Array.from({ length: numbers }, (_, number) => number)
  const toldOf = (number: number) => told.get(String(number))
  const isPrinted = (number: number) => toldOf(number)?.outcome === 'printed'
  const isDoubtful = (number: number) => {
    const end = toldOf(number)
    return end?.outcome === 'failed' && NOBODY_KNOWS.has(end.reason)
  }
  const besides = all.filter((number) => !isPrinted(number) && came.has(number))
  return {
    numbers,
    printed: all.filter(isPrinted).length,
    failed: all.filter((number) => toldOf(number)?.outcome === 'failed').length,
    twice: all.filter((number) => (came.get(number) ?? 0) > 1).length,
    missing: all.filter((number) => isPrinted(number) && !came.has(number)).length,
    silent: all.filter((number) => !told.has(String(number))).length,
    garbled,
    surprising: besides.filter((number) => !isDoubtful(number)).length,
    doubtful: besides.filter(isDoubtful).length,
  }
}

/** The same at so many terminals at once, each with a share of the numbers and its own bad luck; all of it together. */
export async function chaosEverywhere(
  numbers: number,
  terminals: number,
  seed: string,
): Promise<ChaosReport> {
  const reports = await Promise.all(
    Array.from({ length: terminals }, (_, nth) =>
      chaos(Math.ceil(numbers / terminals), seeded(`${seed} ${nth}`)),
    ),
  )
  const sum = (figure: keyof ChaosReport) => reports.reduce((all, report) => all + report[figure], 0)
  return {
    numbers: sum('numbers'),
    printed: sum('printed'),
    failed: sum('failed'),
    twice: sum('twice'),
    missing: sum('missing'),
    silent: sum('silent'),
    garbled: sum('garbled'),
    surprising: sum('surprising'),
    doubtful: sum('doubtful'),
  }
}
