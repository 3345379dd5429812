import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runAgent } from '#apps/agent/agent.ts'
import { openKept } from '#apps/agent/kept.ts'
import { openPrinter } from '#apps/agent/printer.ts'
import { SCANNER_KINDS } from '#apps/agent/scanner/decode.ts'
import type { ScannerAddress } from '#apps/agent/scanner/device.ts'
import { openServerSide } from '#apps/agent/server.ts'
import { startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { startScannerSimulator } from '#apps/agent/simulator/scannerDevice.ts'
import { homeDirectory } from '#apps/server/configuration.ts'
import { type Command, usageProblem } from '../command.ts'

/** The command `./dran agent`. */
export const command: Command = {
  usage: `Usage: ./dran agent --server URL --printer HOST[:PORT] [--scanner KIND:FILE] [--home FOLDER]

Runs the agent of a terminal: it owns the receipt printer there and prints the tickets of the kiosk. It opens all
connections itself (one to the server at URL, one to the printer at a time); nothing connects to it. The first time it
shows a code: type it in the console under Devices. Ctrl-C stops it.

  --server URL      e.g. https://termine.example, the address of the city
  --printer HOST    a printer that speaks ESC/POS on TCP; port 9100 unless another one is given.
                    "simulator" starts a simulated printer instead, to try this without one
  --scanner ...     a scanner that the agent reads: serial:/dev/ttyACM0 for one on a serial line, keys:/dev/input/...
                    for one that is a keyboard of its own. Without it a scanner types into the page, as before.
                    "simulator" makes a pipe with a name, into which a code and Return can be written
  --home FOLDER     keeps the secret and what was printed; default: agent/ in the folder of Dran's data (.dran)`,
  run: async (args) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        server: { type: 'string' },
        printer: { type: 'string' },
        scanner: { type: 'string' },
        home: { type: 'string' },
      },
    })
    const url = values.server ?? ''
    if (!/^https?:\/\/[^/]+\/?$/.test(url))
      throw usageProblem('--server is an address like https://termine.example')
    const say = (line: string) => console.log(line)
    const simulator = values.printer === 'simulator' ? await startPrinterSimulator() : undefined
    const address = simulator ? { host: '127.0.0.1', port: simulator.port } : printerOf(values.printer)
    if (simulator) say(`This is a simulated printer (port ${simulator.port}): nothing comes onto paper.`)
    const reader = values.scanner === 'simulator' ? startScannerSimulator() : undefined
    const scanner = reader ? reader.address : scannerOf(values.scanner)
    if (reader) say(`This is a simulated scanner: echo CODE > ${reader.address.path}`)
    const folder = values.home ?? join(homeDirectory(), 'agent')
    const agent = runAgent({
      server: openServerSide({ url: url.replace(/\/$/, ''), folder }),
      printer: openPrinter(address),
      kept: openKept(folder),
      scanner,
      say,
    })
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    await agent.stop()
    await simulator?.stop()
    reader?.stop()
    return 0
  },
}

function scannerOf(text: string | undefined): ScannerAddress | undefined {
  if (text === undefined) return undefined
  const [, named, path = ''] = /^([a-z]+):(\/.+)$/.exec(text) ?? []
  const kind = SCANNER_KINDS.find((each) => each === named)
  if (!kind) throw usageProblem('--scanner is serial:FILE or keys:FILE, e.g. serial:/dev/ttyACM0')
  return { kind, path }
}

function printerOf(text: string | undefined): { readonly host: string; readonly port: number } {
  const [, host, port = '9100'] = /^([^:\s]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i.exec(text ?? '') ?? []
  if (host === undefined || Number(port) > 65_535)
    throw usageProblem('--printer is a host, e.g. 10.0.0.7:9100')
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) }
}
