import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** What one hash costs: memory in KiB, passes, lanes. */
export type PasswordCost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

/** OWASP's minimum for argon2id (19 MiB, 2 passes, 1 lane): about 30 ms on one core, off the main thread. */
export const PASSWORD_COST: PasswordCost = { memory: 19 * 1024, passes: 2, parallelism: 1 }

/** The longest password that is hashed; longer ones are refused, never cut. */
export const PASSWORD_MOST_CHARACTERS = 256

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,64})\$([A-Za-z0-9+/]{22,86})$/

/**
 * Hashes a password with argon2id and a new salt, in PHC string format. Unicode is normalised (NFKC), so that the
 * same keys give the same password on every device. Throws if it is too long.
 * @example await hashPassword('correct horse') // '$argon2id$v=19$m=19456,t=2,p=1$…$…'
 */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  if (password.length > PASSWORD_MOST_CHARACTERS) throw new RangeError('the password is too long')
  const salt = randomBytes(16)
  const hash = await argon2id(password, salt, cost, 32)
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

/** Whether a password fits, and whether its hash should be made anew because the cost was raised since. */
export type PasswordCheck = { readonly fits: boolean; readonly outdated: boolean }

/** Compares a password with a hash. A hash that is none never fits. */
export async function verifyPassword(password: string, stored: string): Promise<PasswordCheck> {
  const parts = PHC.exec(stored)
  if (!parts || password.length > PASSWORD_MOST_CHARACTERS) return { fits: false, outdated: false }
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const expected = Buffer.from(hash, 'base64')
  const actual = await argon2id(password, Buffer.from(salt, 'base64'), cost, expected.length)
  return { fits: timingSafeEqual(actual, expected), outdated: isCheaper(cost) }
}

/**
 * Does the work of a check that cannot succeed, for names that do not exist: their answer must not come sooner.
 */
export async function verifyNothing(password: string): Promise<PasswordCheck> {
  await argon2id(password.slice(0, PASSWORD_MOST_CHARACTERS), Buffer.alloc(16), PASSWORD_COST, 32)
  return { fits: false, outdated: false }
}

function isCheaper(cost: PasswordCost): boolean {
  return cost.memory < PASSWORD_COST.memory || cost.passes < PASSWORD_COST.passes
}

function argon2id(password: string, nonce: Buffer, cost: PasswordCost, tagLength: number): Promise<Buffer> {
  return derive('argon2id', { message: password.normalize('NFKC'), nonce, ...cost, tagLength })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
