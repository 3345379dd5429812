import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INPUT_EVENT_BYTES, KEYS, type ScannerKind } from '../scanner/decode.ts'
import type { ScannerAddress } from '../scanner/device.ts'

/** A simulated scanner behind a file that is read like a device: a pipe with a name, into which it writes real bytes. */
export type ScannerSimulator = {
  readonly address: ScannerAddress
  /** Reads a code, as somebody does who holds it before the scanner. */
  scan(code: string): void
  /** Writes bytes as they are: rubbish, half codes, floods. */
  write(bytes: Buffer): void
  stop(): void
}

/** Starts one. Serial ones end a code with return, as they come out of their box; keyboards press Enter. */
export function startScannerSimulator(kind: ScannerKind = 'serial'): ScannerSimulator {
  const folder = mkdtempSync(join(tmpdir(), 'dran-scanner-'))
  const path = join(folder, kind)
  execFileSync('mkfifo', ['-m', '600', path])
  // Open for both ways, so that the pipe is there before anybody reads and after somebody has stopped.
  const handle = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const write = (bytes: Buffer) => {
    try {
      writeSync(handle, bytes)
    } catch {
      // Full, because nobody reads: a real scanner's buffer runs over, too.
    }
  }
  return {
    address: { kind, path },
    scan: (code) => write(kind === 'serial' ? Buffer.from(`${code}\r`, 'latin1') : pressed(code)),
    write,
    stop() {
      closeSync(handle)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ENTER = 28
const LEFT_SHIFT = 42
const [EV_SYN, EV_KEY] = [0, 1]

/** The events of a keyboard that types a code and then Enter; the kernel puts the end of a group behind each key. */
export function pressed(code: string): Buffer {
  const keys = [...code].flatMap((letter) => {
    const at = KEYS.get(letter)
    if (!at) return []
    const press = [
      event(EV_KEY, at.key, 1),
      event(EV_SYN, 0, 0),
      event(EV_KEY, at.key, 0),
      event(EV_SYN, 0, 0),
    ]
    return at.shift ? [event(EV_KEY, LEFT_SHIFT, 1), ...press, event(EV_KEY, LEFT_SHIFT, 0)] : press
  })
  return Buffer.concat([...keys, event(EV_KEY, ENTER, 1), event(EV_KEY, ENTER, 0), event(EV_SYN, 0, 0)])
}

function event(kind: number, key: number, value: number): Buffer {
  const bytes = Buffer.alloc(INPUT_EVENT_BYTES)
  bytes.writeUInt16LE(kind, 16)
  bytes.writeUInt16LE(key, 18)
  bytes.writeInt32LE(value, 20)
  return bytes
}
