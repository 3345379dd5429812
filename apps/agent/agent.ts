import { setTimeout as sleep } from 'node:timers/promises'
import type { PrinterState } from '#features/device/model.ts'
import { shownCode } from '#features/device/model.ts'
import type { JobOutcome } from '#features/print/model.ts'
import { PAPER_WIDTH } from '#features/print/model.ts'
import { unpackBitmap } from '#platform/print/packed.ts'
import type { Kept } from './kept.ts'
import type { Printer } from './printer.ts'
import { readScanner, type ScannerAddress } from './scanner/device.ts'
import type { ServerSide } from './server.ts'

/** What an agent is put together from. */
export type AgentParts = {
  readonly server: ServerSide
  readonly printer: Printer
  readonly kept: Kept
  /** The scanner beside the kiosk's screen, where the agent owns one. */
  readonly scanner?: ScannerAddress | undefined
  /** One line for whoever looks after the terminal. */
  readonly say: (line: string) => void
  readonly pace?: Pace
}

/** How often what is done. Milliseconds. */
export type Pace = {
  /** The printer is asked so often how it is. */
  readonly look: number
  /** The server hears of it at least so often. */
  readonly word: number
  /** After a lost connection, the first and the longest pause; each is twice the one before, and by chance shorter. */
  readonly firstPause: number
  readonly longestPause: number
  /** Whether somebody has typed the code. */
  readonly pairing: number
}

const PACE: Pace = { look: 3_000, word: 20_000, firstPause: 500, longestPause: 30_000, pairing: 5_000 }

/** An agent at work. */
export type RunningAgent = { stop(): Promise<void> }

/**
 * Runs the agent of a terminal until `stop`: it pairs itself, tells how the printer is, prints what it is given, each
 * job once, and hands on what its scanner reads. The server never connects to it.
 */
export function runAgent({ server, printer, kept, scanner, say, pace = PACE }: AgentParts): RunningAgent {
  const over = new AbortController()
  const jobs: string[] = []
  let printing: Promise<void> | undefined
  let told: { readonly state: PrinterState; readonly at: number } | undefined

  const pause = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: over.signal }).catch(() => undefined)

  function hear(job: string): void {
    if (jobs.includes(job)) return
    jobs.push(job)
    printing ??= work().finally(() => {
      printing = undefined
    })
  }

  async function work(): Promise<void> {
    for (let job = jobs[0]; job !== undefined && !over.signal.aborted; job = jobs[0]) {
      await doJob(job)
      jobs.shift()
    }
  }

  /** Prints a job that is heard of for the first time; of another one it says again how it ended. */
  async function doJob(job: string): Promise<void> {
    const outcome = kept.outcome(job) ?? (await printFirstTime(job))
    if (!outcome) return
    if (outcome.outcome === 'failed') {
      say(`a ticket was not printed: ${outcome.reason}`)
      await look(true)
    }
    // Lost words are said again when the server names the job on the next connection.
    for (let tries = 0; tries < 3 && !over.signal.aborted; tries++) {
      const said = await server.end(job, outcome)
      if (said.ok || said.code !== 'unreachable') return
      await pause(pace.firstPause)
    }
  }

  async function printFirstTime(job: string): Promise<JobOutcome | undefined> {
    const asked = performance.now()
    const claimed = await server.claim(job)
    if (!claimed.ok) return undefined
    const { height, picture, milliseconds } = claimed.value
    const bitmap = unpackBitmap(PAPER_WIDTH, height, Buffer.from(picture, 'base64'))
    // The answer may have been long on its way.
    const late = performance.now() - asked >= milliseconds
    const cutsFirst = kept.mayHang()
    if (!kept.begin(job)) return kept.outcome(job)
    const outcome: JobOutcome =
      late || !bitmap
        ? { outcome: 'failed', reason: late ? 'expired' : 'error' }
        : await printer.print(bitmap, { cutsFirst })
    kept.end(job, outcome)
    return outcome
  }

  /** Asks the printer how it is, and says so if that is news. */
  async function look(now = false): Promise<void> {
    const state = await printer.state()
    const isNews = told?.state !== state || performance.now() - told.at >= pace.word
    if (!isNews && !now) return
    if (told?.state !== state) say(`printer: ${state}`)
    const said = await server.say(state)
    told = said.ok ? { state, at: performance.now() } : undefined
  }

  async function watchPrinter(): Promise<void> {
    while (!over.signal.aborted) {
      await look()
      await pause(pace.look)
    }
  }

  async function listen(): Promise<void> {
    let next = pace.firstPause
    while (!over.signal.aborted) {
      const begun = performance.now()
      const ended = await server.listen(hear, over.signal)
      if (over.signal.aborted) return
      if (ended === 'forbidden') await pair()
      // A connection that held is no reason to wait long for the next.
      if (performance.now() - begun > pace.longestPause) next = pace.firstPause
      await pause(next * (0.5 + Math.random() / 2))
      next = Math.min(next * 2, pace.longestPause)
    }
  }

  /** Shows a code until somebody has typed it in the console. */
  async function pair(): Promise<void> {
    let shown: string | undefined
    while (!over.signal.aborted) {
      const answer = await server.pair()
      if (answer.ok && answer.value.paired) {
        say(`paired with ${answer.value.site}`)
        return look(true)
      }
      const code = answer.ok ? answer.value.code : null
      if (code !== null && code !== shown)
        say(`not paired: type this code in the console: ${shownCode(code)}`)
      shown = code ?? shown
      await pause(pace.pairing)
    }
  }

  /** Not sent again when no answer comes: whoever holds the code holds it there once more. */
  function handOn(code: string): void {
    void server.scan(code).then((said) => {
      if (!said.ok) say(`a code was not handed on: ${said.code}`)
    })
  }

  const scanning = scanner ? [readScanner(scanner, handOn, say, over.signal)] : []
  const running = Promise.all([listen(), watchPrinter(), ...scanning])
  let stopping: Promise<void> | undefined
  const stop = async () => {
    over.abort()
    await running
    await printing
    kept.close()
  }
  return {
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}
