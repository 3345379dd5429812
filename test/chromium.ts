import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

type Program = { readonly path: string; readonly env: Readonly<Record<string, string>> }

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Whether @sparticuz/chromium runs here. */
export const HAS_NPM_CHROMIUM = process.platform === 'linux' && process.arch === 'x64'

/**
 * Starts a Chromium without window: the one that CHROMIUM names, the one from npm, or the system's. The one from npm has
 * no windows at all, so that a page costs it a quarter of the processor time that it costs a whole browser (measured.md).
 */
export async function launchBrowser(further: readonly string[] = []): Promise<Browser> {
  const { path, env } =
    namedChromium() ?? (HAS_NPM_CHROMIUM ? undefined : systemChromium()) ?? (await unpackChromium())
  return chromium.launch({
    executablePath: path,
    headless: true,
    // Containers rarely allow it, and the only pages opened are our own.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...further,
    ],
    env: { ...process.env, ...env },
  })
}

/** How long anything may take in a page before it counts as hung, in milliseconds: a limit says nothing about speed. */
export const PATIENCE = 60_000

/** What a test file needs of a browser; `close` ends whatever it has opened there. */
export type BorrowedBrowser = Pick<Browser, 'newContext' | 'newPage' | 'close'>

let shared: Promise<Browser> | undefined

/**
 * The browser that all test files of a process share, since starting one and warming it up takes seconds. Each has pages
 * and cookies of its own. It ends with the process.
 */
export async function borrowBrowser(): Promise<BorrowedBrowser> {
  if (!(await shared)?.isConnected()) shared = launchBrowser()
  const browser = await (shared ?? launchBrowser())
  const contexts: BrowserContext[] = []
  const newContext: Browser['newContext'] = async (options) => {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(PATIENCE)
    contexts.push(context)
    return context
  }
  return {
    newContext,
    newPage: async (options) => (await newContext(options)).newPage(),
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
    },
  }
}

function namedChromium(): Program | undefined {
  const named = process.env.CHROMIUM
  if (!named) return undefined
  if (!existsSync(named)) throw new Error(`CHROMIUM names a file that does not exist: ${named}`)
  return { path: named, env: {} }
}

/** The Chromium that is installed on this machine. */
export function systemChromium(): Program | undefined {
  const path = [...SYSTEM, ...(process.platform === 'darwin' ? MACOS : [])].find((file) => existsSync(file))
  return path === undefined ? undefined : { path, env: {} }
}

/**
 * Unpacks the Chromium of @sparticuz/chromium once. The package itself unpacks to fixed names in the temporary
 * folder and takes whatever it finds there for finished; so it unpacks into a folder of ours, renamed when whole.
 */
export async function unpackChromium(): Promise<Program> {
  if (!HAS_NPM_CHROMIUM) {
    throw new Error('The browser tests need Chromium or Chrome. Install one, or name it in CHROMIUM.')
  }
  const manifest = manifestOf('@sparticuz/chromium')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  const folder = join(nodeModulesOf(manifest), '.cache', `chromium-${version}`)
  if (!existsSync(folder)) await unpackTo(folder)
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      // A machine without fonts of its own gets the one that comes along.
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
    },
  }
}

async function unpackTo(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const script = `import('@sparticuz/chromium').then((module) => module.default.executablePath())`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    // It unpacks its libraries only where it believes itself at home.
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  })
  writeFileSync(
    join(draft, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`,
  )
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another test file was quicker.
    if (!existsSync(folder)) throw error
  }
}

function manifestOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((file) => existsSync(file))
  if (found === undefined) {
    throw new Error('There is no Chromium. Install one, name it in CHROMIUM, or install the npm packages.')
  }
  return found
}

function nodeModulesOf(manifest: string): string {
  return dirname(dirname(dirname(manifest)))
}
