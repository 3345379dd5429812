import { startServer } from '#apps/server/start.ts'

// A node of the server in a process of its own, as the bench and the tests of several nodes start it:
// APP_URL and SECRET come in by the environment, the port goes out by the message channel. SHARED_NETWORKS names
// networks (with commas) of which few addresses stand for many people.
const networks = process.env.SHARED_NETWORKS
const server = await startServer({
  appUrl: process.env.APP_URL ?? '',
  secret: process.env.SECRET ?? '',
  sweeps: process.env.SWEEPS === 'yes',
  ...(networks ? { http: { sharedNetworks: networks.split(',') } } : {}),
})
process.send?.({ port: server.port })
process.once('disconnect', () => process.exit(0))
process.once('message', async () => {
  await server.stop()
  process.exit(0)
})
