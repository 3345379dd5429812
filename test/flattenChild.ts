// Stands in for the reader of files in tests of its sandbox. The file says what it shall try. `locked` stands for "it
// could", `damaged` for "it could not": words that the sandbox lets pass.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

const say = (text: string) => void writeSync(1, text)
const wanted = readFileSync(0, 'latin1')

const TRIES: Readonly<Record<string, () => unknown>> = {
  read: () => readFileSync('/etc/hostname'),
  readSecret: () => readFileSync(new URL('../docs/operations.md', import.meta.url)),
  write: () => writeFileSync('/tmp/dran-flatten-escape', 'x'),
  start: () => {
    const { error } = spawnSync('/bin/true')
    if (error) throw error
  },
  worker: () => new Worker('1', { eval: true }),
  environment: () => {
    if (Object.keys(process.env).length === 0) throw new Error('empty')
  },
}

if (wanted === 'crash') process.abort()
if (wanted === 'hang') for (;;);
if (wanted === 'rubbish') say('pages\nnothing of the kind')
if (wanted === 'unknown') say('refused\nanything')
if (wanted === 'code') {
  say('refused\ndamaged')
  process.exit(1)
}
if (wanted === 'much') for (;;) say('pages\n'.padEnd(64 * 1024, 'x'))
if (wanted === 'memory') {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  try {
    memory.grow(40_000)
    say('refused\nlocked')
  } catch {
    say('refused\ndamaged')
  }
}
if (wanted.startsWith('connect ')) {
  const [, port = ''] = wanted.split(' ')
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('connect', () => resolve(say('refused\nlocked')))
    socket.on('error', () => resolve(say('refused\ndamaged')))
  })
}
const attempt = TRIES[wanted]
if (attempt) {
  try {
    attempt()
    say('refused\nlocked')
  } catch {
    say('refused\ndamaged')
  }
}
process.exit(0)
