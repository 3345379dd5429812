import { connect, type Socket } from 'node:net'

// The load generator of the search figures, in a process of its own: some connections, each asking the next question
// when it has read the answer to its last. It is told {port, paths, seconds} and tells how many answers came, how many were no 200, and how long they took.

const CONNECTIONS = 32

type Order = { readonly port: number; readonly paths: readonly string[]; readonly seconds: number }

process.on('message', (order: Order) => {
  void run(order).then((result) => process.send?.(result))
})
process.once('disconnect', () => process.exit(0))

async function run({ port, paths, seconds }: Order) {
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`))
  const end = performance.now() + seconds * 1_000
  const lags: number[] = []
  let answers = 0
  let failures = 0
  let bytes = 0
  const ask = (socket: Socket, index: number) =>
    new Promise<void>((resolve, reject) => {
      let at = index
      let sent = 0
      let left = -1
      const next = () => {
        if (performance.now() >= end) {
          socket.destroy()
          return resolve()
        }
        const request = requests[at % requests.length]
        at += CONNECTIONS + 1
        sent = performance.now()
        left = -1
        if (request) socket.write(request)
      }
      let head = ''
      socket.on('data', (data: Buffer) => {
        bytes += data.length
        if (left < 0) {
          head += data.toString('latin1')
          const body = head.indexOf('\r\n\r\n')
          if (body < 0) return
          const length = /content-length: (\d+)/i.exec(head)
          if (!head.startsWith('HTTP/1.1 200') || !length) failures++
          left = Number(length?.[1] ?? 0) - (head.length - body - 4)
          head = ''
        } else left -= data.length
        if (left > 0) return
        answers++
        lags.push(performance.now() - sent)
        next()
      })
      socket.on('error', reject)
      socket.on('connect', next)
    })
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, index) => {
      // Loopback addresses of their own, so that no limit per address is met by all of them together.
      const localAddress = `127.2.0.${index + 1}`
      return ask(connect({ host: '127.0.0.1', port, localAddress, noDelay: true }), index * 7)
    }),
  )
  lags.sort((a, b) => a - b)
  return {
    answers,
    failures,
    bytes,
    p99: lags[Math.floor(lags.length * 0.99)] ?? 0,
    longest: lags.at(-1) ?? 0,
  }
}
