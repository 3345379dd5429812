import { spawn, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, ok, type Result } from '#kernel/result.ts'
import { FLATTEN_PATIENCE, MOST_FLAT_BYTES } from './flatten/limits.ts'
import { type FlatPage, readPages } from './flatten/pages.ts'
import { FLATTEN_REFUSALS, type FlattenRefusal } from './flatten/refused.ts'
import type { FileKind } from './kind.ts'

export type { FlatPage } from './flatten/pages.ts'
export type { FlattenRefusal } from './flatten/refused.ts'

/** Makes pages of a file. `crashed`: its reader fell over it, took too long or too much, or said what it may not say. */
export type Flatten = (
  kind: FileKind,
  bytes: Buffer,
) => Promise<Result<readonly FlatPage[], FlattenRefusal | 'crashed'>>

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const HERE = dirname(fileURLToPath(import.meta.url))
const CHILD = join(HERE, 'flatten', 'child.ts')
const PACKAGES = ['@hyzyla/pdfium', '@jsquash', 'libheif-js', 'wasm-feature-detect']

/** All that the child may read: its own code, and the codecs. */
const READABLE = [
  join(ROOT, 'package.json'),
  join(HERE, '*'),
  ...PACKAGES.map((name) => join(ROOT, 'node_modules', name, '*')),
]

/** So many pages of 64 kB may the memory of compiled code have (1 GB), and so many megabytes scripts. */
const MEMORY = ['--wasm-max-mem-pages=16384', '--max-old-space-size=256', '--max-semi-space-size=8']

/**
 * Opens the sandbox in which files become pages. Each file has a process of its own, which may read its own code and
 * nothing else, write nowhere, start nothing and load no native code (Node's permission model); whose environment is
 * empty; whose memory and time are limited; and which is killed at the end. Where bubblewrap is installed it has no
 * network and sees no other file either.
 */
export function openFlatten(
  options: {
    readonly patience?: number
    /** Another program than ours, for tests of the sandbox. */
    readonly child?: string
    /** Without bubblewrap, as on a machine that has none. */
    readonly bare?: boolean
  } = {},
): Flatten {
  const { patience = FLATTEN_PATIENCE, child = CHILD } = options
  const wrapper = options.bare ? undefined : bubblewrap()
  return async (kind, bytes) => {
    const output = await runChild(wrapper, child, kind, bytes, patience)
    return output ? readOutput(output) : fail('crashed')
  }
}

/** Is the sandbox one without network, too? For who asks how safe this machine is. */
export function hasBubblewrap(): boolean {
  return bubblewrap() !== undefined
}

function readOutput(output: Buffer): Result<readonly FlatPage[], FlattenRefusal | 'crashed'> {
  const end = output.indexOf('\n')
  const word = output.toString('latin1', 0, Math.max(0, end))
  const rest = output.subarray(end + 1)
  if (word === 'refused') {
    const why = FLATTEN_REFUSALS.find((each) => each === rest.toString('latin1'))
    return fail(why ?? 'crashed')
  }
  if (word !== 'pages') return fail('crashed')
  try {
    return ok(readPages(rest))
  } catch {
    return fail('crashed')
  }
}

/** What the child has said when it ended well; undefined when it did not, or not in time. */
function runChild(
  wrapper: readonly string[] | undefined,
  child: string,
  kind: FileKind,
  bytes: Buffer,
  patience: number,
): Promise<Buffer | undefined> {
  const readable = [...READABLE, child].map((path) => `--allow-fs-read=${path}`)
  const [program = process.execPath, ...args] = [
    ...(wrapper ?? []),
    process.execPath,
    '--permission',
    ...readable,
    ...MEMORY,
    '--no-warnings',
    child,
    kind,
  ]
  return new Promise((resolve) => {
    const started = spawn(program, args, {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const parts: Buffer[] = []
    let length = 0
    const timer = setTimeout(() => started.kill('SIGKILL'), patience)
    started.stdout.on('data', (part: Buffer) => {
      length += part.length
      if (length > MOST_FLAT_BYTES + 64) started.kill('SIGKILL')
      else parts.push(part)
    })
    // It may end before it has read everything.
    started.stdin.on('error', () => undefined)
    started.on('error', () => resolve(undefined))
    started.on('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0 ? Buffer.concat(parts) : undefined)
    })
    started.stdin.end(bytes)
  })
}

let found: { readonly wrapper: readonly string[] | undefined } | undefined

/** How to run something under bubblewrap; undefined where it is not installed or may not do its work here. */
function bubblewrap(): readonly string[] | undefined {
  if (found) return found.wrapper
  const seen = [ROOT, dirname(process.execPath), '/usr', '/lib', '/lib64', '/bin', '/etc/ld.so.cache']
  const wrapper = [
    'bwrap',
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    ...['--cap-drop', 'ALL', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...seen.flatMap((path) => ['--ro-bind-try', path, path]),
    '--',
  ]
  const [program = '', ...args] = [...wrapper, process.execPath, '--version']
  const works = spawnSync(program, args, { stdio: 'ignore', timeout: 5_000 }).status === 0
  found = { wrapper: works ? wrapper : undefined }
  return found.wrapper
}
