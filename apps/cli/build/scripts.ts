import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, parse, relative } from 'node:path'
import { build as esbuild } from 'esbuild'
import type { InlineConfig, Plugin } from 'vite'
import { type Files, writeAsset, writeNamed } from './output.ts'

/** What building one script gave: its files by logical name, and the sources that went into it. */
export type BuiltScript = {
  readonly files: Files
  readonly inputs: readonly string[]
  /** The entry's bytes, to be measured. */
  readonly content: Uint8Array
}

/** One script of the house. */
export type Script = {
  /** Logical name in the manifest. */
  readonly name: string
  /** Entry points that may exist; the first that does is built. None: the script is left out. */
  readonly entries: readonly string[]
  /** `page`: one classic file for old browsers. `module`: one module. `app`: a module with parts loaded on demand. */
  readonly kind: 'page' | 'module' | 'app'
  /** Files of packages that the script loads by itself; served beside it, under their own names. */
  readonly beside?: readonly string[]
}

export const SCRIPTS: readonly Script[] = [
  { name: 'enhance.js', entries: ['apps/enhance/main.ts'], kind: 'page' },
  { name: 'proof.js', entries: ['apps/enhance/proofWorker.ts'], kind: 'page' },
  { name: 'pushWorker.js', entries: ['apps/enhance/pushWorker.ts'], kind: 'page' },
  { name: 'display.js', entries: ['apps/display/main.ts', 'apps/display/main.tsx'], kind: 'page' },
  { name: 'displayWorker.js', entries: ['apps/display/offlineWorker.ts'], kind: 'page' },
  { name: 'kiosk.js', entries: ['apps/kiosk/main.tsx', 'apps/kiosk/main.ts'], kind: 'module' },
  {
    name: 'kioskCodeReader.js',
    entries: ['apps/kiosk/codeReader.ts'],
    kind: 'page',
    beside: ['node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'],
  },
  { name: 'kioskWorker.js', entries: ['apps/kiosk/offlineWorker.ts'], kind: 'page' },
  { name: 'console.js', entries: ['apps/console/main.tsx'], kind: 'app' },
]

/** The entry of a script, if the house has it. */
export function entryOf(root: string, script: Script): string | undefined {
  return script.entries.find((entry) => existsSync(join(root, entry)))
}

/** Builds one script. */
export function buildScript(root: string, script: Script, entry: string): Promise<BuiltScript> {
  return script.kind === 'app' ? buildApp(root, script, entry) : buildFile(root, script, entry)
}

async function buildFile(
  root: string,
  { name, kind, beside = [] }: Script,
  entry: string,
): Promise<BuiltScript> {
  const result = await esbuild({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    legalComments: 'none',
    charset: 'utf8',
    jsx: 'automatic',
    target: kind === 'page' ? 'es2017' : 'es2020',
    format: kind === 'page' ? 'iife' : 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const content = result.outputFiles[0]?.contents ?? new Uint8Array()
  const files: Record<string, string> = { [name]: await writeAsset(root, name, content) }
  for (const path of beside)
    files[basename(path)] = await writeAsset(root, basename(path), await readFile(join(root, path)))
  return {
    files,
    inputs: Object.keys(result.metafile.inputs),
    content,
  }
}

async function buildApp(root: string, { name }: Script, entry: string): Promise<BuiltScript> {
  // Loaded only when there is an app to build: a start with nothing to do stays fast.
  const vite = await import('vite')
  const result = await vite.build(appConfig(root, entry, parse(name).name))
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []))
  const files: Record<string, string> = {}
  const inputs = new Set<string>()
  let content: Uint8Array = new Uint8Array()
  for (const output of outputs) {
    const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source)
    const isEntry = output.type === 'chunk' && output.isEntry
    if (isEntry) content = bytes
    const isStyle = output.fileName.endsWith('.css')
    const logical = isEntry ? name : isStyle ? `${parse(name).name}-app.css` : output.fileName
    files[logical] = await writeNamed(root, output.fileName, bytes)
    for (const path of output.type === 'chunk' ? output.moduleIds : []) {
      if (path.startsWith(root)) inputs.add(relative(root, path.split('?')[0] ?? path))
    }
  }
  return { files, inputs: [...inputs], content }
}

/** React Aria brings its hidden words (for screen readers) in over thirty languages; the console speaks two of them. */
const onlyStaffLanguages: Plugin = {
  name: 'only-staff-languages',
  enforce: 'pre',
  load: (id) =>
    /\/react-(aria|stately|aria-components)\/.*\/intl\/.*\/(?!de-DE|en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id)
      ? 'export default {}'
      : undefined,
}

function appConfig(root: string, entry: string, name: string): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    base: './',
    publicDir: false,
    plugins: [onlyStaffLanguages],
    // Also when a test builds: Vite would take NODE_ENV=test for development, which production React does not serve.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(root, entry),
        // Packages for server components say "use client"; there are none here.
        onLog: (level, log, report) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log)
        },
        output: {
          entryFileNames: `${name}-[hash].js`,
          chunkFileNames: `${name}-part-[hash].js`,
          assetFileNames: `${name}-part-[hash][extname]`,
        },
      },
    },
  }
}
