import { connect, type Socket } from 'node:net'

/** What a scanner for viruses said of some bytes. Only `clean` is clean. */
export type Scanned =
  | { readonly verdict: 'clean' }
  /** It does harm, or the scanner cannot see into it (a limit of its own, a password). */
  | { readonly verdict: 'hostile'; readonly signature: string }
  /** No whole answer that makes sense came in time: nothing is known. */
  | {
      readonly verdict: 'unknown'
      readonly why: 'unreachable' | 'silent' | 'cut_off' | 'rubbish' | 'refused'
    }

/** Looks for viruses. */
export type Scanner = (bytes: Buffer) => Promise<Scanned>

/** Where clamd listens: the path of its socket, or a host and a port. */
export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number }

/** Longer than clamd takes for 15 MB, milliseconds. */
const PATIENCE = 30_000

/** clamd's answers are one short line. */
const LONGEST_ANSWER = 1_000

/** The parts in which bytes are sent; far below what clamd takes at once. */
const CHUNK = 64 * 1024

/** Reads `/run/clamav/clamd.ctl` or `host:port`; undefined for a text that is neither. */
export function clamdAddress(text: string): ClamdAddress | undefined {
  if (text.startsWith('/')) return { path: text }
  const [, host, port] = /^([A-Za-z0-9.-]+):(\d{1,5})$/.exec(text) ?? []
  return host && port ? { host, port: Number(port) } : undefined
}

/**
 * Asks clamd (ClamAV) about bytes, by its command INSTREAM: lengths in four bytes before each chunk, a length of zero at
 * the end, one line as answer. Whatever is not exactly "stream: OK" is not clean: a connection that breaks because the
 * stream is longer than clamd takes is as unknown as silence.
 */
export function openClamd(address: ClamdAddress, patience = PATIENCE): Scanner {
  return (bytes) =>
    new Promise((resolve) => {
      const socket: Socket = connect(address)
      let answer = ''
      let connected = false
      const end = (scanned: Scanned) => {
        clearTimeout(timer)
        socket.destroy()
        resolve(scanned)
      }
      const unknown = (why: Extract<Scanned, { verdict: 'unknown' }>['why']) =>
        end({ verdict: 'unknown', why })
      const timer = setTimeout(() => unknown(connected ? 'silent' : 'unreachable'), patience)
      socket.on('error', () => {
        if (!connected) unknown('unreachable')
        // What clamd said before it broke off may still say why.
        else if (!answer.includes('\0')) unknown('cut_off')
      })
      socket.on('connect', () => {
        connected = true
        socket.write('zINSTREAM\0')
        for (let at = 0; at < bytes.length; at += CHUNK) {
          const chunk = bytes.subarray(at, at + CHUNK)
          const length = Buffer.alloc(4)
          length.writeUInt32BE(chunk.length)
          socket.write(length)
          socket.write(chunk)
        }
        socket.write(Buffer.alloc(4))
      })
      socket.on('data', (data) => {
        answer += data.toString('latin1')
        if (answer.length > LONGEST_ANSWER) unknown('rubbish')
        else if (answer.includes('\0')) end(readAnswer(answer))
      })
      socket.on('end', () => unknown(answer === '' ? 'cut_off' : 'rubbish'))
    })
}

function readAnswer(answer: string): Scanned {
  const line = answer.slice(0, answer.indexOf('\0'))
  if (line === 'stream: OK' && answer.length === line.length + 1) return { verdict: 'clean' }
  const found = /^stream: ([\x20-\x7e]{1,200}) FOUND$/.exec(line)
  if (found?.[1]) return { verdict: 'hostile', signature: found[1] }
  return { verdict: 'unknown', why: /ERROR$/.test(line) ? 'refused' : 'rubbish' }
}
