import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runAgent } from '#apps/agent/agent.ts'
import { openKept } from '#apps/agent/kept.ts'
import { openPrinter } from '#apps/agent/printer.ts'
import { openServerSide } from '#apps/agent/server.ts'
import { startPrinterSimulator } from '#apps/agent/simulator/printer.ts'
import { homeDirectory } from '#apps/server/configuration.ts'
import { type Command, usageProblem } from '../command.ts'

/** The command `./dran agent`. */
export const command: Command = {
  usage: `Usage: ./dran agent --server URL --printer HOST[:PORT] [--home FOLDER]

Runs the agent of a terminal: it owns the receipt printer there and prints the tickets of the kiosk. It opens all
connections itself (one to the server at URL, one to the printer at a time); nothing connects to it. The first time it
shows a code: type it in the console under Devices. Ctrl-C stops it.

  --server URL      e.g. https://termine.example, the address of the city
  --printer HOST    a printer that speaks ESC/POS on TCP; port 9100 unless another one is given.
                    "simulator" starts a simulated printer instead, to try this without one
  --home FOLDER     keeps the secret and what was printed; default: agent/ in the folder of Dran's data (.dran)`,
  run: async (args) => {
    const { values } = parseArgs({
      args: [...args],
      options: { server: { type: 'string' }, printer: { type: 'string' }, home: { type: 'string' } },
    })
    const url = values.server ?? ''
    if (!/^https?:\/\/[^/]+\/?$/.test(url))
      throw usageProblem('--server is an address like https://termine.example')
    const say = (line: string) => console.log(line)
    const simulator = values.printer === 'simulator' ? await startPrinterSimulator() : undefined
    const address = simulator ? { host: '127.0.0.1', port: simulator.port } : printerOf(values.printer)
    if (simulator) say(`This is a simulated printer (port ${simulator.port}): nothing comes onto paper.`)
    const folder = values.home ?? join(homeDirectory(), 'agent')
    const agent = runAgent({
      server: openServerSide({ url: url.replace(/\/$/, ''), folder }),
      printer: openPrinter(address),
      kept: openKept(folder),
      say,
    })
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    await agent.stop()
    await simulator?.stop()
    return 0
  },
}

function printerOf(text: string | undefined): { readonly host: string; readonly port: number } {
  const [, host, port = '9100'] = /^([^:\s]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i.exec(text ?? '') ?? []
  if (host === undefined || Number(port) > 65_535)
    throw usageProblem('--printer is a host, e.g. 10.0.0.7:9100')
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) }
}
