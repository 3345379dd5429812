// Installs the locked packages. Runs under the Node outside (20 or newer), before any package exists.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

try {
  await main()
} catch (error) {
  console.error(`dran: ${error.message}`)
  process.exitCode = 1
}

async function main() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Error(`Node 20 or newer is needed to install; this is ${process.version}.`)
  }
  if (missing().length === 0) return
  const lock = onlyOneAtATime()
  try {
    if (missing().length > 0) await install(lock)
  } finally {
    lock.release()
  }
}

async function install(lock) {
  console.error('dran: installing the locked packages with npm; the first time this takes some minutes …')
  const npm = spawn('npm', ['ci', '--loglevel=error', '--include=dev', '--include=optional'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  })
  // Should we be killed, npm goes on for a while; the next start waits for it.
  if (npm.pid !== undefined) lock.handTo(npm.pid)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => npm.kill(signal))
  const status = await new Promise((resolve, reject) => {
    npm.on('close', resolve)
    npm.on('error', (error) => reject(new Error(`npm could not be run: ${error.message}`)))
  })
  if (status !== 0)
    throw new Error('npm could not install the packages (see above). Nothing is lost: try again.')
  const left = missing()
  if (left.length > 0) throw new Error(`npm left out ${left.join(', ')}. Check the network and try again.`)
}

/** Packages that the lock file wants on this machine and that npm has not recorded as installed. */
function missing() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  // npm forgives an optional package that could not be fetched; ours are optional only because of the platform.
  const ours = new Set(
    Object.keys(wanted['']?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`),
  )
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && (entry.optional ? ours.has(path) && fits(entry) : true))
    .filter(([path, entry]) => installed[path]?.version !== entry.version)
    .map(([path]) => path.replace(/^node_modules\//, ''))
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

function fits(entry) {
  const allows = (list, value) => list === undefined || [list].flat().includes(value)
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch)
}

/** Two npm in one folder destroy each other's work. Waits for the other one, unless it is dead. */
function onlyOneAtATime() {
  const folder = join(root, '.dran')
  const file = join(folder, 'install.lock')
  mkdirSync(folder, { recursive: true })
  for (let waited = 0; ; waited += 500) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return {
        handTo: (pid) => writeFileSync(file, String(pid)),
        release: () => rmSync(file, { force: true }),
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    // No installation takes this long; the process with that number is another one.
    if (!alive(Number(readFileSync(file, 'utf8'))) || waited > 20 * 60_000) rmSync(file, { force: true })
    else {
      if (waited === 0) console.error('dran: another installation is running in this folder; waiting …')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    }
  }
}

function alive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
