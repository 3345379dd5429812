import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PrinterState } from '#features/device/model.ts'
import { scanRoute } from '#features/print/contract/scan.ts'
import {
  agentJobsRoute,
  claimJobRoute,
  endJobRoute,
  pairAgentRoute,
  printerStateRoute,
} from '#features/print/contract.ts'
import type { JobOutcome } from '#features/print/model.ts'
import { type ClientResult, makeClient } from '#platform/http/client.ts'

/** The server as an agent sees it: it asks and is asked over connections that it opens itself. */
export type ServerSide = {
  pair(): Promise<ClientResult<typeof pairAgentRoute>>
  say(state: PrinterState): Promise<ClientResult<typeof printerStateRoute>>
  claim(job: string): Promise<ClientResult<typeof claimJobRoute>>
  /** The scanner has read a code. */
  scan(code: string): Promise<ClientResult<typeof scanRoute>>
  end(job: string, outcome: JobOutcome): Promise<ClientResult<typeof endJobRoute>>
  /** Listens for jobs until the connection ends; `forbidden` if this agent is not paired. */
  listen(hear: (job: string) => void, signal: AbortSignal): Promise<'ended' | 'forbidden'>
}

export type ServerAddress = {
  /** E.g. https://termine.example */
  readonly url: string
  /** Where the agent keeps its secret. */
  readonly folder: string
}

/** The server writes at least every 15 seconds; after so long without a word the connection is dead. */
const SILENT_MS = 40_000
const ANSWER_MS = 15_000

/** Opens the way to the server. Each run has a name of its own: what one run has taken, the next one does not get. */
export function openServerSide({ url, folder }: ServerAddress): ServerSide {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'secret')
  const run = crypto.randomUUID()
  let secret = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
  const headers = (): Record<string, string> => (secret ? { authorization: `Bearer ${secret}` } : {})
  const call = makeClient(
    (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_MS) }),
    { base: url, headers },
  )
  return {
    async pair() {
      const answer = await call(pairAgentRoute, { body: secret ? { secret } : {} })
      if (answer.ok && answer.value.secret !== null) {
        secret = answer.value.secret
        writeFileSync(file, `${secret}\n`, { mode: 0o600 })
      }
      return answer
    },
    say: (state) => call(printerStateRoute, { body: { state } }),
    claim: (job) => call(claimJobRoute, { params: { job }, body: { run } }),
    scan: (code) => call(scanRoute, { body: { code } }),
    end: (job, outcome) => {
      const reason = outcome.outcome === 'failed' ? outcome.reason : null
      return call(endJobRoute, { params: { job }, body: { outcome: outcome.outcome, reason } })
    },
    async listen(hear, signal) {
      const ended = new AbortController()
      let timer: NodeJS.Timeout | undefined
      const alive = () => {
        clearTimeout(timer)
        timer = setTimeout(() => ended.abort(), SILENT_MS)
      }
      try {
        alive()
        const response = await fetch(url + agentJobsRoute.path, {
          headers: { ...headers(), accept: 'text/event-stream' },
          signal: AbortSignal.any([signal, ended.signal]),
        })
        if (response.status === 403) return 'forbidden'
        if (!response.ok || !response.body) return 'ended'
        let rest = ''
        for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
          alive()
          const lines = (rest + piece).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) {
            const job = /^data: .*"job":"([0-9a-f-]{36})"/.exec(line)?.[1]
            if (job) hear(job)
          }
        }
      } catch {
        // The network or the server went away; whoever listens comes again.
      } finally {
        clearTimeout(timer)
      }
      return 'ended'
    },
  }
}
