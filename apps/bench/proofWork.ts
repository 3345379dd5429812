import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { readProof, targetOf, writeChallenge } from '#features/booking/model/proof.ts'
import { instant } from '#kernel/instant.ts'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import { linkToken, randomToken, secretFrom } from '#platform/crypto/token.ts'
import { type Figure, median, rounded } from './figure.ts'

/** What an authority has that sets nothing: hashes at most on a quiet day, and when very many ask. */
const FLOOR = 100_000
const CEILING = 1_000_000
const RUNS = 7
const CHECKS = 5_000
const FLOOR_MS = 1_000
const CEILING_MS = 10_000
const CHECK_MS = 1
const IN_PLACE = ', with a worker of Node in the place of a phone'

/**
 * What the proof of work costs: to solve at its lowest and highest difficulty, and to check. A worker of Node on this
 * machine stands in for a phone: a phone of 2019 takes two to five times as long (assumed, not measured). Each
 * challenge has its number in the middle, so a run is the work of an average press. Beside it the same number of bare
 * SHA-256 by OpenSSL: how much faster somebody is who takes the trouble of a program of their own.
 */
export async function proofFigures(say: (line: string) => void): Promise<Figure[]> {
  const worker = new Worker(new URL('./proofWorker.ts', import.meta.url))
  try {
    const low = await solving(worker, FLOOR)
    const high = await solving(worker, CEILING)
    const check = checking()
    say(
      `proof of work: ${rounded(low.ms)} ms at the lowest, ${rounded(high.ms)} ms at the highest difficulty`,
    )
    return [
      figure('proof_solve_floor', low, `at most ${FLOOR_MS} ms${IN_PLACE}`, FLOOR_MS),
      figure('proof_solve_ceiling', high, `at most ${CEILING_MS} ms${IN_PLACE}`, CEILING_MS),
      figure('proof_check', check, `at most ${CHECK_MS} ms`, CHECK_MS),
    ]
  } finally {
    await worker.terminate()
  }
}

type Measured = { readonly ms: number; readonly bare: number }

function figure(id: string, { ms, bare }: Measured, target: string, most: number): Figure {
  return {
    id,
    value: rounded(ms),
    unit: 'ms',
    baseline: rounded(bare),
    ratio: rounded(ms / bare),
    target,
    holds: ms <= most,
  }
}

function challengeOf(numbers: number): {
  readonly text: string
  readonly salt: string
  readonly number: number
} {
  const salt = randomToken()
  const number = numbers / 2
  const until = instant(2_000_000_000_000)
  const text = writeChallenge({
    salt,
    until,
    numbers,
    target: targetOf(salt, number),
    signature: 'x'.repeat(22),
  })
  return { text, salt, number }
}

async function solving(worker: Worker, numbers: number): Promise<Measured> {
  const [times, bare]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    const { text, salt, number } = challengeOf(numbers)
    const began = performance.now()
    worker.postMessage(text)
    const [answer] = await once(worker, 'message')
    times.push(performance.now() - began)
    if (answer !== `${text}.${number}`) throw new Error('a challenge was not solved')
    bare.push(bareHashes(salt, number))
  }
  return { ms: median(times), bare: median(bare) }
}

/** So many SHA-256 one after another and nothing else; milliseconds. */
function bareHashes(salt: string, count: number): number {
  const began = performance.now()
  for (let number = 0; number < count; number++) createHash('sha256').update(`${salt}.${number}`).digest()
  return performance.now() - began
}

/** What the server computes to check an answer: its signature and one hash. One check, in milliseconds. */
function checking(): Measured {
  const key = secretFrom('a secret of the measurement alone', 'proofs')
  const { text, salt, number } = challengeOf(FLOOR)
  const began = performance.now()
  for (let check = 0; check < CHECKS; check++) {
    const proof = readProof(`${text}.${number}`)
    const signature = linkToken(key, 'visit', JSON.stringify([salt, proof?.until, proof?.target]), 0)
    constantTimeEquals(signature, proof?.signature ?? '')
    if (targetOf(salt, number) !== proof?.target) throw new Error('a right answer was refused')
  }
  const ms = (performance.now() - began) / CHECKS
  return { ms, bare: bareHashes(salt, CHECKS * 2) / CHECKS }
}
