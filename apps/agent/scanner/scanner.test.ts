import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pressed, startScannerSimulator } from '../simulator/scannerDevice.ts'
import { CODE_LETTERS, collectCodes } from './collect.ts'
import { decoderFor, SCANNER_KINDS, type ScannerKind } from './decode.ts'
import { readScanner } from './device.ts'

const LINK = 'https://termine.example/w/AbCdEfGhIjKlMnOpQrSt_-?lang=de'
const typed = (kind: ScannerKind, code: string) =>
  kind === 'serial' ? Buffer.from(`${code}\r\n`, 'latin1') : pressed(code)

/** What comes out of these bytes when they arrive in pieces of so many, each so long after the one before. */
function heard(
  kind: ScannerKind,
  bytes: Buffer,
  { pieces = 7, gap = 5, at = 0 } = {},
  codes = collectCodes(),
) {
  const decode = decoderFor(kind)
  const found: string[] = []
  let now = at
  for (let from = 0; from < bytes.length; from += pieces) {
    now += gap
    for (const piece of decode(bytes.subarray(from, from + pieces))) {
      const code = codes.take(piece, now)
      if (code !== undefined) found.push(code)
    }
  }
  return found
}

it.each(SCANNER_KINDS)('reads links and numbers letter for letter, however the bytes arrive (%s)', (kind) => {
  for (const code of [LINK, 'K7M2QX9P', 'A047-B', ']Q1https://termine.example/v/ABCDEFGHIJKLMNOPQRSTUV'])
    for (const pieces of [1, 5, 24, 1_000])
      expect(heard(kind, typed(kind, code), { pieces, gap: 1 })).toEqual([code])
})

it.each(SCANNER_KINDS)('hears whatever a keyboard can type (%s)', (kind) => {
  const letter = fc.integer({ min: 0x21, max: 0x7e }).map((byte) => String.fromCharCode(byte))
  const codes = fc.string({ unit: letter, minLength: CODE_LETTERS.least, maxLength: 80 })
  fc.assert(
    fc.property(codes, (code) => {
      expect(heard(kind, typed(kind, code), { gap: 1 })).toEqual([code])
    }),
  )
})

it.each(SCANNER_KINDS)('takes no harm from any bytes, and hears the next code after them (%s)', (kind) => {
  const rubbish = fc.uint8Array({ maxLength: 2_000 })
  fc.assert(
    fc.property(rubbish, (bytes) => {
      const codes = collectCodes()
      const whole = kind === 'keys' ? bytes.subarray(0, bytes.length - (bytes.length % 24)) : bytes
      for (const code of heard(kind, Buffer.from(whole), { gap: 0 }, codes)) {
        expect(code).toMatch(/^[\x21-\x7e]*$/)
        expect(code.length).toBeGreaterThanOrEqual(CODE_LETTERS.least)
        expect(code.length).toBeLessThanOrEqual(CODE_LETTERS.most)
      }
      expect(heard(kind, typed(kind, LINK), { at: 20_000, gap: 1 }, codes)).toEqual([LINK])
    }),
  )
})

it('drops half codes, control characters, what is too short or too long, and the same code again', () => {
  const codes = collectCodes()
  const serial = (text: string, at: number) =>
    heard('serial', Buffer.from(text, 'latin1'), { at, gap: 1 }, codes)
  expect(serial('https://termine.exa', 0)).toEqual([])
  expect(serial(`${LINK}\r`, 5_000)).toEqual([LINK])
  expect(serial(`${LINK}\r`, 6_000)).toEqual([])
  expect(serial(`${LINK}\r`, 12_000)).toEqual([LINK])
  expect(serial('ABC\u0000DEFGH\r', 20_000)).toEqual([])
  expect(serial('ABC\u001b[2JDEFGH\r', 21_000)).toEqual([])
  expect(serial('ÄÖÜÄÖÜÄÖÜ\r', 22_000)).toEqual([])
  expect(serial('AB12\r\r\r\n', 23_000)).toEqual([])
  expect(serial(`${'9'.repeat(301)}\r`, 24_000)).toEqual([])
  expect(serial(`${'9'.repeat(300)}\r`, 26_000)).toEqual(['9'.repeat(300)])
})

it('hands on a few codes of a flood, and goes on afterwards', () => {
  const codes = collectCodes()
  const flood = Array.from({ length: 500 }, (_, nth) => `CODE${1_000 + nth}\r`).join('')
  expect(heard('serial', Buffer.from(flood), { pieces: 50, gap: 1 }, codes)).toHaveLength(5)
  expect(heard('serial', Buffer.from(`${LINK}\r`), { at: 30_000, gap: 1 }, codes)).toEqual([LINK])
})

it.each(SCANNER_KINDS)(
  'reads a device file, also one that comes later and goes and comes again (%s)',
  async (kind) => {
    const simulator = startScannerSimulator(kind)
    const over = new AbortController()
    const said: string[] = []
    const found: string[] = []
    const reading = readScanner(
      simulator.address,
      (code) => found.push(code),
      (line) => said.push(line),
      over.signal,
    )
    simulator.write(kind === 'serial' ? Buffer.from('half a co') : Buffer.alloc(24, 7))
    simulator.scan('')
    simulator.scan(LINK)
    await expect.poll(() => found, { timeout: 3_000 }).toEqual([LINK])
    simulator.scan('K7M2QX9P')
    await expect.poll(() => found, { timeout: 3_000 }).toEqual([LINK, 'K7M2QX9P'])
    over.abort()
    await reading
    simulator.stop()
    expect(said).toEqual(['scanner: ready'])
    // No line of the agent names a code.
    expect(said.join(' ')).not.toContain('K7M2')
  },
)

it('waits for a scanner that is not there', async () => {
  const over = new AbortController()
  const said: string[] = []
  const path = '/nowhere/scanner'
  const reading = readScanner(
    { kind: 'serial', path },
    () => expect.fail(),
    (line) => said.push(line),
    over.signal,
  )
  await expect.poll(() => said).toEqual(['scanner: not there'])
  over.abort()
  await reading
})
