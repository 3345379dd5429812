/** An expected outcome: a value, or a stable code that the caller turns into a text or a problem document. */
export type Result<T, Code extends string = never> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: Code }

/**
 * Wraps a value as a success.
 * @example ok(3) // { ok: true, value: 3 }
 */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/**
 * Wraps an expected failure by its stable code.
 * @example fail('time_taken') // { ok: false, code: 'time_taken' }
 */
export function fail<Code extends string>(code: Code): { readonly ok: false; readonly code: Code } {
  return { ok: false, code }
}

/** Thrown where a state is impossible unless the program is wrong; never an expected outcome. */
export function impossible(message: string): never {
  throw new Error(`impossible: ${message}`)
}
