import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSpeechProgram, openSpeech, speakable } from './speech.ts'

let folder: string
const file = (name: string) => join(folder, name)

/** A program that keeps what it was called with, and answers with half a second of a tone of 220 Hz. */
const PROGRAM = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs')
const said = readFileSync(0, 'utf8')
appendFileSync(__dirname + '/calls', JSON.stringify({ arguments: process.argv.slice(2), said }) + '\\n')
if (said.includes('kaputt')) process.exit(1)
const samples = 11025
const sound = Buffer.alloc(44 + samples * 2)
sound.write('RIFF', 0); sound.writeUInt32LE(0x7ffff000, 4); sound.write('WAVEfmt ', 8)
sound.writeUInt32LE(16, 16); sound.writeUInt16LE(1, 20); sound.writeUInt16LE(1, 22)
sound.writeUInt32LE(22050, 24); sound.writeUInt32LE(44100, 28); sound.writeUInt16LE(2, 32); sound.writeUInt16LE(16, 34)
sound.write('data', 36); sound.writeUInt32LE(0x7ffff000, 40)
for (let at = 0; at < samples; at++) sound.writeInt16LE(Math.round(9000 * Math.sin(at * 220 * 2 * Math.PI / 22050)), 44 + at * 2)
process.stdout.write(sound)
`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dran-test-speech-'))
  writeFileSync(file('package.json'), '{"type":"commonjs"}')
  writeFileSync(file('espeak-ng'), PROGRAM)
  chmodSync(file('espeak-ng'), 0o755)
  writeFileSync(file('no-program'), 'text')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const calls = () =>
  readFileSync(file('calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Seconds, and the loudest sample of 32767, of a WAV with one channel of 16 bits. */
function heard(sound: Buffer): { seconds: number; peak: number } {
  const at = sound.indexOf('data', 12, 'latin1') + 8
  const length = sound.readUInt32LE(at - 4)
  let peak = 0
  for (let place = at; place + 1 < at + length; place += 2)
    peak = Math.max(peak, Math.abs(sound.readInt16LE(place)))
  return { seconds: length / sound.readUInt32LE(28), peak }
}

test('the program is the given one, or the one in PATH, and none where there is none', () => {
  expect(findSpeechProgram(undefined, `/nowhere:${folder}`)).toBe(file('espeak-ng'))
  expect(findSpeechProgram(file('espeak-ng'), '')).toBe(file('espeak-ng'))
  expect(findSpeechProgram(file('no-program'), folder)).toBeUndefined()
  expect(findSpeechProgram(folder, '')).toBeUndefined()
  expect(findSpeechProgram(undefined, './bin:bin')).toBeUndefined()
  expect(findSpeechProgram(undefined, undefined)).toBeUndefined()
})

test('a sentence goes in by standard input, is spoken once, and comes as sound of its real length', async () => {
  const speech = openSpeech(file('espeak-ng'))
  const sound = await speech.say('Nummer A104. Schalter 3', 'de-simple')
  await speech.say('Nummer A104. Schalter 3', 'de-simple')
  await speech.say('--path=/ $(rm) -f "x"', 'en')
  expect(calls()).toEqual([
    { arguments: ['-v', 'de', '-s', '125', '--stdin', '--stdout'], said: 'Nummer A104. Schalter 3' },
    { arguments: ['-v', 'en', '-s', '150', '--stdin', '--stdout'], said: 'path rm f x' },
  ])
  expect(sound && heard(sound)).toEqual({ seconds: 0.5, peak: 9000 })
})

test('a program that fails or is gone says nothing, and nobody waits for it', async () => {
  expect(await openSpeech(file('espeak-ng')).say('kaputt', 'de')).toBeUndefined()
  expect(await openSpeech(file('gone')).say('Nummer A104', 'de')).toBeUndefined()
})

test('nothing but words, digits and pauses is ever spoken', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(speakable(text)).toMatch(/^[\p{L}\p{N} .,]{0,160}$/u)
    }),
  )
})
