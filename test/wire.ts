import { connect, createServer, type Socket } from 'node:net'

/** A network cable between browsers and a server, that can be pulled and plugged in again. */
export type Wire = {
  readonly port: number
  /** All connections end, and new ones do too. */
  readonly pull: () => void
  readonly plugIn: () => void
  /** Pulls the cable once a request that has this text has reached the server, before any answer comes back. */
  readonly loseAnswerTo: (text: string) => void
  readonly stop: () => Promise<void>
}

/**
 * Lays one to a port of this machine. Unlike a browser's own offline switch it also ends what is open: a stream of events
 * goes on under that.
 */
export async function layWire(to: number): Promise<Wire> {
  const open = new Set<Socket>()
  let isPulled = false
  let fatal: string | undefined
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    if (isPulled) return near.destroy()
    const far = connect(to, '127.0.0.1')
    keep(near)
    keep(far)
    near.on('data', (piece) => {
      if (fatal === undefined || !piece.toString('latin1').includes(fatal)) return
      fatal = undefined
      far.unpipe(near)
      // The server has done its work and answers: into nothing.
      far.once('data', () => {
        isPulled = true
        cut()
      })
    })
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    pull() {
      isPulled = true
      cut()
    },
    plugIn() {
      isPulled = false
    },
    loseAnswerTo(text) {
      fatal = text
    },
    async stop() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
