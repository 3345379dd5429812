import { join } from 'node:path'
import { type RunningAgent, runAgent } from '#apps/agent/agent.ts'
import { openKept } from '#apps/agent/kept.ts'
import { openPrinter } from '#apps/agent/printer.ts'
import { openServerSide } from '#apps/agent/server.ts'
import type { PrinterSimulator } from '#apps/agent/simulator/printer.ts'
import type { ScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { pairDeviceRoute } from '#features/device/contract.ts'
import { signInRoute } from '#features/staff/contract.ts'
import type { Authority } from '#platform/db/authority.ts'
import { openVisitor } from './live/visitor.ts'

/** What the demo's agent stands on. */
export type DemoAgentOptions = {
  readonly authority: Authority
  readonly port: number
  readonly site: string
  /** Of the administrator who types the code. */
  readonly password: string
  readonly printer: PrinterSimulator
  readonly scanner?: ScannerSimulator | undefined
  /** Where the agent keeps its secret and what it printed. */
  readonly folder: string
  readonly onFault: (code: string) => void
}

/** One city has a printer: the one that this machine's own address belongs to. */
export function hasSimulatedPrinter(authority: Authority): boolean {
  return authority.demo && authority.hostnames.includes('127.0.0.1')
}

/** Nobody watches its lines here: what is wrong with the printer is on the screens. */
const silence = () => undefined

/**
 * Runs the agent of the demo's kiosk beside the server, as it runs on a terminal: it is paired by its code, which the
 * demo's administrator types, prints on the simulated printer, and reads the simulated scanner.
 */
export async function startDemoAgent(options: DemoAgentOptions): Promise<RunningAgent> {
  const { authority, port, printer, scanner, folder, onFault } = options
  const server = openServerSide({ url: `http://127.0.0.1:${port}`, folder: join(folder, authority.key) })
  const shown = await server.pair()
  if (!shown.ok) onFault(shown.code)
  else if (shown.value.code !== null) await typeCode(options, shown.value.code)
  const address = { host: '127.0.0.1', port: printer.port }
  const kept = openKept(join(folder, authority.key))
  return runAgent({ server, printer: openPrinter(address), kept, scanner: scanner?.address, say: silence })
}

async function typeCode({ port, site, password, onFault }: DemoAgentOptions, code: string): Promise<void> {
  const administrator = openVisitor({ port, hostname: '127.0.0.1', address: '127.19.0.1' })
  try {
    const signedIn = await administrator.call(signInRoute, {
      body: { login: 'verwaltung', password },
    })
    if (!signedIn.ok) return onFault(signedIn.code)
    const paired = await administrator.call(pairDeviceRoute, {
      body: { code, site, name: 'Drucker am Automaten (simuliert)' },
    })
    if (!paired.ok) onFault(paired.code)
  } finally {
    administrator.close()
  }
}
