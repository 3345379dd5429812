import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomToken } from '#platform/crypto/token.ts'

/** How the simulated scanner behaves. */
export type ClamdManner =
  /** Answers as clamd does. */
  | 'well'
  /** Takes everything and says nothing. */
  | 'silent'
  /** Says something that is no answer. */
  | 'rubbish'
  /** Says the beginning of "stream: OK" and hangs up. */
  | 'half'
  /** Says "stream: OK" and then goes on. */
  | 'talkative'
  /** Hangs up in the middle of the stream, as clamd does with one that is too long for it. */
  | 'cut'
  /** Says that the stream is too long, then hangs up. */
  | 'too_long'

/** The test file of the antivirus industry, which does no harm (EICAR). Put together here, so that no scanner stops us. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

/**
 * A small stand-in for clamd, which speaks its protocol as man clamd(8) describes it: the command `zINSTREAM\0`, then
 * chunks of a length in four bytes (network order) and so many bytes, a length of zero at the end; the answer is one
 * line that ends with a zero byte: `stream: OK`, `stream: NAME FOUND`, or `… ERROR`. It finds the EICAR test file in
 * plain bytes, nothing packed. `path` is its socket: that of one that was stopped, to come back in its place.
 */
export async function startClamd(path = join(tmpdir(), `dran-clamd-${randomToken(6)}.sock`)) {
  let manner: ClamdManner = 'well'
  const scanned: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    let bytes = Buffer.alloc(0)
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data])
      if (manner === 'cut') return void socket.destroy()
      if (manner === 'too_long') return void socket.end('INSTREAM size limit exceeded. ERROR\0')
      const stream = streamIn(bytes)
      if (!stream) return
      scanned.push(stream)
      answer(socket, stream, manner)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    path,
    /** What it was given to look at, one stream after the other. */
    scanned: scanned as readonly Buffer[],
    behave: (next: ClamdManner) => {
      manner = next
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(path, { force: true })
    },
  }
}

function answer(socket: Socket, stream: Buffer, manner: ClamdManner): void {
  if (manner === 'silent') return
  if (manner === 'rubbish') return void socket.end('HTTP/1.1 200 OK\r\n\r\n\0')
  if (manner === 'half') return void socket.end('stream: O')
  if (manner === 'talkative') return void socket.end('stream: OK\0stream: OK\0')
  socket.end(stream.includes(EICAR) ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0')
}

/** The bytes of a stream that has come to its end; undefined before. */
function streamIn(bytes: Buffer): Buffer | undefined {
  const command = Buffer.from('zINSTREAM\0')
  if (!bytes.subarray(0, command.length).equals(command)) return undefined
  const chunks: Buffer[] = []
  for (let at = command.length; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    if (length === 0) return Buffer.concat(chunks)
    if (at + 4 + length > bytes.length) return undefined
    chunks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
