import { closeSync, constants, openSync, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectCodes } from './collect.ts'
import { decoderFor, type ScannerKind } from './decode.ts'

/** A scanner as the system shows it: a device file, e.g. /dev/ttyACM0 or /dev/input/by-id/usb-…-event-kbd. */
export type ScannerAddress = { readonly kind: ScannerKind; readonly path: string }

/** Nobody notices so short a pause; a device file cannot say that it has something new. Milliseconds. */
const LOOK_EVERY = 25
/** A scanner that was pulled out is looked for again so often. Milliseconds. */
const OPEN_AGAIN = 1_000
const CHUNK = 4_096
/** A line that has ended gives nothing instead of nothing yet; after so many times it is opened anew. */
const ENDED = 40

/**
 * Reads a scanner until `signal`; each whole code is told to `hear`. The scanner may be pulled out and put back. `say`
 * gets one line when it comes or goes; no line ever names a code, which opens a visit.
 */
export async function readScanner(
  { kind, path }: ScannerAddress,
  hear: (code: string) => void,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined)
  let wasThere: boolean | undefined
  const note = (isThere: boolean) => {
    if (wasThere !== isThere) say(isThere ? 'scanner: ready' : 'scanner: not there')
    wasThere = isThere
  }
  while (!signal.aborted) {
    const handle = open(path)
    note(handle !== undefined)
    if (handle !== undefined) {
      await readOpen(handle, decoderFor(kind), hear, pause, signal)
      closeSync(handle)
    }
    await pause(OPEN_AGAIN)
  }
}

/** Without waiting for data: a read that waits could not be ended. */
function open(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}

/** Reads until the device is gone or `signal`. */
async function readOpen(
  handle: number,
  decode: ReturnType<typeof decoderFor>,
  hear: (code: string) => void,
  pause: (milliseconds: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const codes = collectCodes()
  const chunk = Buffer.alloc(CHUNK)
  let nothing = 0
  while (!signal.aborted && nothing < ENDED) {
    const read = readNow(handle, chunk)
    if (read === 'gone') return
    nothing = read === 0 ? nothing + 1 : 0
    for (const piece of decode(chunk.subarray(0, read === 'empty' ? 0 : read))) {
      const code = codes.take(piece, performance.now())
      if (code !== undefined) hear(code)
    }
    // Also after a full chunk: a scanner that never stops takes nothing from the printer beside it.
    await pause(LOOK_EVERY)
  }
}

/** So many bytes as there are now; `empty` while there are none yet, `gone` for a device that was pulled out. */
function readNow(handle: number, chunk: Buffer): number | 'empty' | 'gone' {
  try {
    return readSync(handle, chunk)
  } catch (error) {
    const isEmpty = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
    return isEmpty ? 'empty' : 'gone'
  }
}
