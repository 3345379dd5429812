import { createServer } from 'node:http'

// The baseline of search over HTTP: a server that has a text ready for every address and does nothing else. It is
// told the texts by the message channel once its port is known.
const texts = new Map<string, Buffer>()
const server = createServer((request, response) => {
  const text = texts.get(request.url ?? '')
  response.writeHead(text ? 200 : 404, {
    'content-type': 'application/json',
    'content-length': text?.length ?? 0,
  })
  response.end(text)
})
process.on('message', (answers: readonly (readonly [path: string, text: string])[]) => {
  for (const [path, text] of answers) texts.set(path, Buffer.from(text))
  process.send?.({ ready: texts.size })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.once('disconnect', () => process.exit(0))
