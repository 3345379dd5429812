/** What a file in commands/ exports as `command`. */
export type Command = {
  /** The full text of `./dran NAME --help`; begins with "Usage:". */
  readonly usage: string
  /** Does the work and tells the exit code. Throws usageProblem() for arguments that make no sense. */
  readonly run: (args: readonly string[]) => Promise<number>
}

const usageError = Symbol('usage')

/** An error that is the caller's: main prints its message and the way to the help, and exits with 2. */
export function usageProblem(message: string): Error {
  return Object.assign(new Error(message), { [usageError]: true })
}

/** Is this an error about the arguments, ours or one of node:util's parseArgs? */
export function isUsageProblem(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  if (usageError in error) return true
  return 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
