import { createServer, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * A listening socket gets one new connection in each round of Node's loop (libuv does so since 1.45). When thousands
 * come in a minute, rounds are long, and whoever is new would wait behind all who are served already.
 */
const DOORS = 4

/**
 * Listens on several sockets of one port, among which the system divides new connections, and returns the port. Where
 * the system has no such thing (SO_REUSEPORT), it is one. Fails with EADDRINUSE if anybody else listens on the port.
 */
export async function openDoors(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  const several = process.platform === 'linux'
  // Of two who share a port neither would notice the other.
  if (several && port !== 0) await assertFree(host, port)
  const others = Array.from({ length: several ? DOORS - 1 : 0 }, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      app.server.emit('connection', socket)
    }),
  )
  const closed: Promise<void>[] = []
  app.addHook('preClose', async () => void closed.push(...others.map(closing)))
  app.addHook('onClose', async () => void (await Promise.all(closed)))
  const listening = { host, port, reusePort: several }
  await app.listen(listening)
  const address = app.server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server listens on no port')
  await Promise.all(others.map((other) => listen(other, { ...listening, port: address.port })))
  return address.port
}

async function assertFree(host: string, port: number): Promise<void> {
  const alone = createServer()
  await listen(alone, { host, port, reusePort: false })
  await closing(alone)
}

function listen(server: Server, options: { host: string; port: number; reusePort: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => resolve())
  })
}

/** Takes nobody any more; ends when the last one has gone. */
function closing(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
