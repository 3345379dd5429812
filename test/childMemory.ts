import { readdirSync, readFileSync } from 'node:fs'

/** How often is looked, in milliseconds: the system itself keeps the most that a process ever had. */
const EVERY = 25

/** Watches the processes that this one has started, and theirs: the most megabytes that one of them has had. Linux alone. */
export function watchMemory(): { peak(): number; stop(): void } {
  let most = 0
  const timer = setInterval(() => {
    for (const process of below(globalThis.process.pid)) most = Math.max(most, memoryOf(process))
  }, EVERY)
  return { peak: () => most, stop: () => clearInterval(timer) }
}

function below(process: number): number[] {
  const threads = ifThere(() => readdirSync(`/proc/${process}/task`)) ?? []
  const children = threads.flatMap((thread) =>
    (ifThere(() => readFileSync(`/proc/${process}/task/${thread}/children`, 'utf8')) ?? '')
      .split(' ')
      .filter((id) => id.trim() !== '')
      .map(Number),
  )
  return children.flatMap((child) => [child, ...below(child)])
}

function memoryOf(process: number): number {
  const status = ifThere(() => readFileSync(`/proc/${process}/status`, 'utf8')) ?? ''
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

/** A process may end while it is looked at. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
