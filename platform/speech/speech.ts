import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { type Language, languageTag } from '#kernel/language.ts'

/** The program that speaks; another one can take its place by `ESPEAK`. */
const PROGRAM = 'espeak-ng'
/** Words a minute; in a hall slower than the usual 175. Leichte Sprache slower still. */
const PACE = 150
const PACE_SIMPLE = 125
/** A sentence takes some 30 ms; what takes so long is broken. Milliseconds. */
const PATIENCE = 5_000
/** A sentence of ten seconds has 440 kB, a page's worth at most 50 seconds. Bytes. */
const LARGEST = 3_000_000
/** Sentences kept ready: two languages for each number of a busy morning. */
const KEPT = 400
/** The longest sentence, in characters. */
const LONGEST = 160
/** The longest text that is read out, in characters. */
const LONGEST_READ = 500
/** Texts that are read out at the same time; displays never wait for them. */
const READ_AT_ONCE = 3

/** Speaks sentences as WAV. */
export type Speech = {
  /** Undefined when the program fails or is too slow: the chime must do. */
  readonly say: (text: string, language: Language) => Promise<Buffer | undefined>
  /** Reads out what one person asks for, up to a page's worth. Undefined as well while too many are read to. */
  readonly read: (text: string, language: Language) => Promise<Buffer | undefined>
}

/**
 * Finds the program that speaks: the given path, else `espeak-ng` in PATH. Undefined where there is none.
 * @example const program = findSpeechProgram(configuration.ESPEAK, process.env.PATH)
 */
export function findSpeechProgram(given: string | undefined, path: string | undefined): string | undefined {
  if (given) return isProgram(given) ? given : undefined
  // Absolute folders only: what lies where the server happens to be started is no program of the house.
  const folders = (path ?? '').split(delimiter).filter(isAbsolute)
  return folders.map((folder) => join(folder, PROGRAM)).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** Only letters, digits, blanks and marks that make a pause: nothing that a speech program could take for a command. */
export function speakable(text: string, longest = LONGEST): string {
  return text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} .,]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
}

/** Speaks with this program. The text goes in by its standard input, never by its arguments, and there is no shell. */
export function openSpeech(program: string): Speech {
  const kept = new Map<string, Promise<Buffer | undefined>>()
  let reading = 0
  return {
    say(text, language) {
      const sentence = speakable(text)
      const key = `${language} ${sentence}`
      const known = kept.get(key)
      if (known) return known
      const spoken = run(program, sentence, language).then((sound) => {
        // What failed is tried again the next time.
        if (!sound) kept.delete(key)
        return sound
      })
      kept.set(key, spoken)
      const [oldest] = kept.keys()
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      return spoken
    },
    async read(text, language) {
      if (reading >= READ_AT_ONCE) return undefined
      reading += 1
      const sound = await run(program, speakable(text, LONGEST_READ), language)
      reading -= 1
      return sound
    },
  }
}

function run(program: string, sentence: string, language: Language): Promise<Buffer | undefined> {
  const pace = language === 'de-simple' ? PACE_SIMPLE : PACE
  const arguments_ = ['-v', languageTag(language), '-s', String(pace), '--stdin', '--stdout']
  return new Promise((resolve) => {
    const speaking = spawn(program, arguments_, { shell: false, stdio: ['pipe', 'pipe', 'ignore'] })
    const parts: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => speaking.kill('SIGKILL'), PATIENCE)
    speaking.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size > LARGEST) speaking.kill('SIGKILL')
      else parts.push(part)
    })
    speaking.stdin.on('error', () => undefined)
    speaking.on('error', () => finish(undefined))
    speaking.on('close', (code) => finish(code === 0 && isWav(parts[0]) ? Buffer.concat(parts) : undefined))
    speaking.stdin.end(sentence)
    function finish(sound: Buffer | undefined): void {
      clearTimeout(timer)
      resolve(sound && withLength(sound))
    }
  })
}

function isWav(start: Buffer | undefined): boolean {
  return start !== undefined && start.length >= 44 && start.toString('latin1', 0, 4) === 'RIFF'
}

/** Written into a pipe, a WAV does not know its length yet; browsers want to be told. */
function withLength(sound: Buffer): Buffer {
  const at = sound.indexOf('data', 12, 'latin1')
  if (at < 0) return sound
  sound.writeUInt32LE(sound.length - 8, 4)
  sound.writeUInt32LE(sound.length - at - 8, at + 4)
  return sound
}
