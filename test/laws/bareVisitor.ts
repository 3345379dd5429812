import { connect, type Socket } from 'node:net'
import { impossible } from '#kernel/result.ts'

/** What a server answered: the status, and the body as it came. */
export type BareAnswer = { readonly status: number; readonly text: string }

/** Somebody with a connection, an address and cookies of their own, as cheap as can be: for whoever sends thousands. */
export type BareVisitor = {
  /** One request after the other; throws where the connection ends before its answer. */
  ask(
    method: 'GET' | 'POST',
    path: string,
    json?: { readonly key: string; readonly body: string },
  ): Promise<BareAnswer>
  /** Another browser from now on. */
  forget(): void
  close(): void
}

/** Connects when it first asks. Only answers that say their length are read, as those of the API do. */
export function bareVisitor({
  port,
  address,
}: {
  readonly port: number
  readonly address: string
}): BareVisitor {
  const cookies = new Map<string, string>()
  const always = `Host: 127.0.0.1:${port}\r\nsec-fetch-site: same-origin\r\naccept: application/json\r\n`
  let socket: Socket | undefined
  let read = ''
  let waiting: { resolve: (answer: BareAnswer) => void; reject: (error: Error) => void } | undefined

  function answered(): void {
    const end = read.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = read.slice(0, end)
    const length = Number(
      /\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? impossible('an answer without length'),
    )
    // Counted in bytes, as the text is read.
    if (read.length < end + 4 + length) return
    const text = read.slice(end + 4, end + 4 + length)
    read = ''
    for (const [, name = '', value = ''] of head.matchAll(/\r\nset-cookie: ([^=]+)=([^;\r]*)/gi))
      cookies.set(name, value)
    const { resolve } = waiting ?? impossible('an answer that nobody waits for')
    waiting = undefined
    resolve({ status: Number(head.slice(9, 12)), text })
  }

  function open(): Socket {
    const opened = connect({ host: '127.0.0.1', port, localAddress: address, noDelay: true })
    opened.setEncoding('latin1')
    opened.on('data', (part: string) => {
      read += part
      answered()
    })
    const gone = (error: Error) => {
      if (socket === opened) socket = undefined
      read = ''
      waiting?.reject(error)
      waiting = undefined
    }
    opened.on('error', gone)
    opened.on('close', () => gone(new Error('the connection ended')))
    return opened
  }

  return {
    ask(method, path, json) {
      socket ??= open()
      const named = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const cookie = named === '' ? '' : `cookie: ${named}\r\n`
      const body = json
        ? `content-type: application/json\r\nidempotency-key: ${json.key}\r\ncontent-length: ${Buffer.byteLength(json.body)}\r\n\r\n${json.body}`
        : '\r\n'
      const sent = `${method} ${path} HTTP/1.1\r\n${always}${cookie}${body}`
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket?.write(sent)
      })
    },
    forget: () => cookies.clear(),
    close: () => void socket?.destroy(),
  }
}
