import { createServer, type ServerResponse } from 'node:http'

// The baseline of the streams: a server that keeps streams open and writes one line to all of them when told to,
// without database, contracts or headers.
const open = new Set<ServerResponse>()
let number = 0
const server = createServer((request, response) => {
  if (request.method === 'POST') {
    number++
    for (const stream of open) stream.write(`id: ${number}\ndata: {"ahead":"${number}"}\n\n`)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  open.add(response)
  response.once('close', () => open.delete(response))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.once('disconnect', () => process.exit(0))
process.once('message', () => process.exit(0))
