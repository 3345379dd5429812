import type { Id } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { hashPassword, verifyNothing, verifyPassword } from '#platform/crypto/password.ts'
import { hashToken, randomToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { auditClosedCounters, writeAudit } from './actions/audit.ts'
import { UNUSABLE } from './actions/people.ts'
import {
  ANONYMOUS,
  type Caller,
  FAILURES_KEPT,
  failuresAfter,
  readLogin,
  SEEN_EVERY,
  SESSION_LENGTH,
  type StaffCaller,
  type StaffMember,
  sessionLives,
  signInDelay,
  yieldsCounter,
} from './model.ts'
import { maySitAt } from './policy.ts'
import { deleteFailures, forgetFailures, lockFailures, saveFailures } from './store/failures.ts'
import { memberWithPassword, passwordHashOf, renewHash } from './store/people.ts'
import {
  deleteDeadSessions,
  deleteSessions,
  findSession,
  insertSession,
  leaveCounter,
  lockSeat,
  noteSeen,
  otherSessionAt,
  readSeatedCounters,
  readSilentCounters,
  siteOfCounter,
  takeCounter,
  type Whereabouts,
  whereabouts,
} from './store/sessions.ts'

export {
  type AuditPage,
  type Closers,
  capacityChangersOf,
  checklistChangersOf,
  closersOf,
  deleteOldAudit,
  hallRuleChangersOf,
  type Publisher,
  publishersOf,
  readAudit,
  templateChangersOf,
  writeAudit,
} from './actions/audit.ts'
export { importStaff, type StaffImported, setPassword } from './actions/people.ts'
export { managerOf } from './store/people.ts'

/** Bytes of a session's token: 256 bits. */
const TOKEN_BYTES = 32

/** What nobody's login can be; counts tries with texts that are none, so that nothing typed there is kept. */
const NO_LOGIN = '-'

/** A password that is going to be tried, counted in advance. */
export type SignInAttempt = {
  readonly login: string
  readonly network: string
  /** The hash to compare with; undefined for a login that nobody has. */
  readonly passwordHash: string | undefined
}

/** What became of an attempt. */
export type AttemptOutcome = {
  readonly fits: boolean
  /** The password hashed anew, where the cost was raised since. */
  readonly renewedHash: string | undefined
}

/** A new session: the token goes to the browser and is stored nowhere. */
export type SignedIn = { readonly token: string; readonly caller: StaffCaller }

/**
 * The first of three steps of signing in, as routes use them: `beginSignIn`, `tryPassword` outside of any
 * transaction, `finishSignIn`. The attempt is counted before the password is looked at, so that a hundred tried at
 * the same moment are a hundred, and argon2 keeps no connection to the database waiting.
 */
export async function beginSignIn(
  tx: Tx,
  input: { readonly login: string; readonly network: string },
): Promise<Result<SignInAttempt, 'too_many_attempts'>> {
  const known = readLogin(input.login)
  const login = known ?? NO_LOGIN
  const { network } = input
  const { failures, lastAt } = await lockFailures(tx, login, network)
  if (signInDelay(failures, lastAt, tx.now) > 0) return fail('too_many_attempts')
  await saveFailures(tx, login, network, failuresAfter(failures, lastAt, tx.now))
  return ok({ login, network, passwordHash: known && (await passwordHashOf(tx, known)) })
}

/** Compares the password. Takes as long for a login that nobody has. */
export async function tryPassword(attempt: SignInAttempt, password: string): Promise<AttemptOutcome> {
  const { passwordHash } = attempt
  const usable = passwordHash !== undefined && passwordHash !== UNUSABLE
  const { fits, outdated } = await (usable ? verifyPassword(password, passwordHash) : verifyNothing(password))
  return { fits, renewedHash: fits && outdated ? await hashPassword(password) : undefined }
}

/**
 * Makes the session of an attempt that succeeded and forgets the failures of its login in its network. Refused also
 * when the password or the person was changed while it was compared.
 */
export async function finishSignIn(
  tx: Tx,
  attempt: SignInAttempt,
  outcome: AttemptOutcome,
): Promise<Result<SignedIn, 'wrong_credentials'>> {
  const { login, network, passwordHash } = attempt
  if (!outcome.fits || passwordHash === undefined) return fail('wrong_credentials')
  const staff = await memberWithPassword(tx, login, passwordHash)
  if (!staff) return fail('wrong_credentials')
  await forgetFailures(tx, login, network)
  if (outcome.renewedHash) await renewHash(tx, login, passwordHash, outcome.renewedHash)
  const token = randomToken(TOKEN_BYTES)
  const hash = hashToken(token)
  await insertSession(tx, { hash, staffId: staff.id, expiresAt: plus(tx.now, SESSION_LENGTH) })
  await writeAudit(tx, { action: 'signed_in', staffId: staff.id })
  return ok({ token, caller: callerFrom(staff, hash, null) })
}

/**
 * Signs in within one transaction: for programs and tests. Routes take the three steps apart. A failure must be
 * committed too, or it is not counted.
 */
export async function signIn(
  tx: Tx,
  input: { readonly login: string; readonly password: string; readonly network: string },
): Promise<Result<SignedIn, 'wrong_credentials' | 'too_many_attempts'>> {
  const attempt = await beginSignIn(tx, input)
  if (!attempt.ok) return attempt
  return finishSignIn(tx, attempt.value, await tryPassword(attempt.value, input.password))
}

/** Who a session's token belongs to. Notes at most once a minute that the session is in use. */
export async function callerOf(tx: Tx, token: string | undefined): Promise<Caller> {
  if (!token) return ANONYMOUS
  const hash = hashToken(token)
  const session = await findSession(tx, hash)
  if (!session || !sessionLives(session, tx.now)) return ANONYMOUS
  if (session.seenAt <= plus(tx.now, -SEEN_EVERY)) await noteSeen(tx, hash)
  return callerFrom(session.staff, hash, session.counterId)
}

function callerFrom(staff: StaffMember, hash: Buffer, counterId: Id<'counter'> | null): StaffCaller {
  const { id: staffId, name, roles, siteId, language } = staff
  return { kind: 'staff', staffId, name, roles, siteId, counterId, sessionHash: hash, language }
}

/** Ends the caller's session. Signing out twice is once. */
export async function signOut(tx: Tx, caller: StaffCaller): Promise<Result<undefined>> {
  const ended = await deleteSessions(tx, { hash: caller.sessionHash })
  await auditClosedCounters(tx, ended)
  if (ended.length > 0) await writeAudit(tx, { action: 'signed_out', staffId: caller.staffId })
  return ok(undefined)
}

/** Ends sessions that live no longer; how many. */
export async function endDeadSessions(tx: Tx): Promise<number> {
  const ended = await deleteDeadSessions(tx)
  await auditClosedCounters(tx, ended)
  return ended.length
}

/** Deletes failures that no longer count; how many. */
export function deleteOldFailures(tx: Tx): Promise<number> {
  return deleteFailures(tx, plus(tx.now, -FAILURES_KEPT))
}

/** Where the caller sits now, whatever was true when they asked; null: nowhere, or signed out. */
export async function seatOf(tx: Tx, { sessionHash }: StaffCaller): Promise<Id<'counter'> | null> {
  return (await findSession(tx, sessionHash))?.counterId ?? null
}

/** Names the site and the counter of the caller in their language. */
export function whereIs(tx: Tx, caller: StaffCaller): Promise<Whereabouts> {
  return whereabouts(tx, caller)
}

/**
 * Sits the caller down at a counter, leaving another one. It is occupied while a colleague's session sits there that
 * was used within the hour; one's own older session and a forgotten one give way.
 */
export async function seat(
  tx: Tx,
  caller: StaffCaller,
  counterId: Id<'counter'>,
): Promise<Result<undefined, 'counter_occupied' | 'forbidden' | 'not_found'>> {
  const site = await siteOfCounter(tx, counterId)
  if (!site) return fail('not_found')
  if (!maySitAt(caller, site)) return fail('forbidden')
  const current = await lockSeat(tx, caller.sessionHash)
  if (!current) return fail('forbidden')
  if (current.counterId === counterId) return ok(undefined)
  const other = await otherSessionAt(tx, counterId, caller.sessionHash)
  if (other && (other.staffId === caller.staffId || yieldsCounter(other, tx.now))) {
    await leaveCounter(tx, other.hash)
    await auditClosedCounters(tx, [other])
  }
  const taken = await takeCounter(tx, caller.sessionHash, counterId)
  if (!taken.ok) return taken
  await auditClosedCounters(tx, [{ staffId: caller.staffId, counterId: current.counterId }])
  await writeAudit(tx, { action: 'counter_opened', staffId: caller.staffId, counterId })
  return ok(undefined)
}

/** The caller leaves the counter, if sitting at one. */
export async function unseat(tx: Tx, caller: StaffCaller): Promise<Result<undefined>> {
  const current = await lockSeat(tx, caller.sessionHash)
  if (!current?.counterId) return ok(undefined)
  await leaveCounter(tx, caller.sessionHash)
  await auditClosedCounters(tx, [{ staffId: caller.staffId, counterId: current.counterId }])
  return ok(undefined)
}

/** Counters at which somebody sits now; who it is stays here. */
export function seatedCounters(tx: Tx): Promise<ReadonlySet<Id<'counter'>>> {
  return readSeatedCounters(tx)
}

/** Counters at which somebody sits whose console has not been heard of since before an instant. */
export function silentCounters(tx: Tx, before: Instant): Promise<readonly Id<'counter'>[]> {
  return readSilentCounters(tx, before)
}
