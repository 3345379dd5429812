import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, MINUTE } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'

/** What somebody may be here. A person can have several; none contains another. */
export const ROLES = [
  'clerk',
  'information_desk',
  'phone_agent',
  'manager',
  'administrator',
  'data_protection',
  'staff_council',
] as const
export type Role = (typeof ROLES)[number]

/** What the audit records: the only place that knows who did it. */
export const AUDIT_ACTIONS = [
  'signed_in',
  'signed_out',
  'counter_opened',
  'counter_closed',
  'booking_made',
  'booking_moved',
  'booking_changed',
  'booking_cancelled',
  'audit_read',
  'imported',
  'wish_added',
  'wish_removed',
  'offer_accepted',
  'offer_declined',
  'plan_published',
  'limit_overridden',
  'name_corrected',
  'contact_paused',
  'contact_resumed',
  'relocation_announced',
  'relocation_changed',
  'relocation_withdrawn',
  'site_closed',
  'site_reopened',
  'hall_rules_changed',
  'hours_changed',
  'alarm_raised',
  'alarm_ended',
  'shares_changed',
  'device_paired',
  'device_unpaired',
  'pairing_changed',
  'intake_overridden',
  'intake_released',
  'papers_opened',
  'papers_handed_over',
  'papers_destroyed',
  'template_changed',
  'template_tried',
  'checklist_changed',
  'setup_changed',
  'sender_changed',
  'reminders_changed',
  'letters_printed',
  'letters_posted',
  'letters_taken_back',
  'letter_returned',
  'minutes_changed',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** Why somebody here went beyond a rule for a citizen. Never free text: that would name people. */
export const AUDIT_REASONS = [
  'second_matter',
  'hardship',
  'wrong_entry',
  'helper',
  'new_name',
  'trading',
  'many_names',
  'many_bookings',
] as const
export type AuditReason = (typeof AUDIT_REASONS)[number]

/** The audit is readable for so many days, then deleted. */
export const AUDIT_DAYS = 30

/** Somebody who works here. */
export type StaffMember = {
  readonly id: Id<'staffMember'>
  /** Lower case, as `LOGIN` says. */
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Where they usually work; null for those who work for all sites. */
  readonly siteId: Id<'site'> | null
  readonly language: StaffLanguage
  /** Somebody who has left cannot sign in; the row stays until the audit no longer names it. */
  readonly active: boolean
}

/** Somebody signed in. Read anew from the database with every request, so rights taken away are gone at once. */
export type StaffCaller = {
  readonly kind: 'staff'
  readonly staffId: Id<'staffMember'>
  readonly name: string
  readonly roles: readonly Role[]
  readonly siteId: Id<'site'> | null
  /** The counter at which this session sits. */
  readonly counterId: Id<'counter'> | null
  /** Names the session; the token itself is known to the browser alone. */
  readonly sessionHash: Buffer
  readonly language: StaffLanguage
}

/** Who asks. */
export type Caller = { readonly kind: 'anonymous' } | StaffCaller

/** Nobody known: citizens, and staff before they sign in. */
export const ANONYMOUS: Caller = { kind: 'anonymous' }

/**
 * Is this somebody with at least one of the roles?
 * @example hasRole(caller, 'clerk', 'information_desk')
 */
export function hasRole(caller: Caller, ...roles: readonly Role[]): caller is StaffCaller {
  return caller.kind === 'staff' && roles.some((role) => caller.roles.includes(role))
}

/** What a login looks like; the CHECK of `staff_member.login` says the same. */
export const LOGIN = /^[a-z0-9.-]{2,60}$/

/** The login that somebody means who typed capitals or blanks; undefined for a text that cannot be one. */
export function readLogin(typed: string): string | undefined {
  const login = typed.trim().toLowerCase()
  return LOGIN.test(login) ? login : undefined
}

/** A session ends after a long working day, whatever happens. */
export const SESSION_LENGTH = 12 * HOUR

/** It ends earlier when nothing was asked for so long, unless it sits at a counter: a consultation may take an hour. */
export const SESSION_IDLE = 60 * MINUTE

/** `seenAt` is written at most so often, so that reading costs no write. */
export const SEEN_EVERY = MINUTE

/** What decides whether a session lives. */
export type SessionTimes = {
  readonly seenAt: Instant
  readonly expiresAt: Instant
  readonly counterId: Id<'counter'> | null
}

/** May somebody still work in this session? */
export function sessionLives(session: SessionTimes, now: Instant): boolean {
  return now < session.expiresAt && (session.counterId !== null || !isIdle(session, now))
}

/**
 * May a colleague take the counter at which this session sits? A browser that was closed without leaving the counter
 * must not keep it until the evening.
 */
export function yieldsCounter(session: SessionTimes, now: Instant): boolean {
  return now >= session.expiresAt || isIdle(session, now)
}

function isIdle(session: SessionTimes, now: Instant): boolean {
  return now >= session.seenAt + SESSION_IDLE
}

/** So many wrong passwords in a row cost nothing. */
export const FREE_FAILURES = 5

/** The delay after the first failure that costs something; it doubles with each further one. */
export const FIRST_DELAY = 15_000

/** The longest delay. */
export const LONGEST_DELAY = 15 * MINUTE

/** Failures are forgotten when the last one is so long ago. */
export const FAILURES_KEPT = 24 * HOUR

/**
 * How many milliseconds this login must wait in this network before the next password is looked at; 0 if it may try.
 * Failures count for one login in one network, so a stranger elsewhere delays nobody but themselves. Tries refused
 * meanwhile count for nothing: asking again and again makes nobody wait longer.
 */
export function signInDelay(failures: number, lastAt: Instant, now: Instant): number {
  const since = now - lastAt
  if (failures < FREE_FAILURES || since >= FAILURES_KEPT) return 0
  const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures - FREE_FAILURES, 20))
  // A demo clock can be set back; nobody waits longer than the delay for that.
  return Math.min(delay, Math.max(0, delay - since))
}

/** The failures that count when one more is added. */
export function failuresAfter(failures: number, lastAt: Instant, now: Instant): number {
  return now - lastAt >= FAILURES_KEPT ? 1 : failures + 1
}

/** Somebody as the import names them. `site` is the key of a site. */
export type StaffImport = {
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly site: string | null
  readonly language: StaffLanguage
}

/** One line of the audit as it is read. */
export type AuditEntry = {
  readonly id: Id<'audit'>
  readonly happenedAt: Instant
  readonly action: AuditAction
  /** Nobody for what the command line did. */
  readonly staff: { readonly id: Id<'staffMember'>; readonly name: string } | null
  readonly counter: { readonly id: Id<'counter'>; readonly key: string; readonly site: string } | null
  /** Of the counter, or of what was closed. */
  readonly site: string | null
  readonly visitId: Id<'visit'> | null
  readonly wishId: Id<'wish'> | null
  readonly reason: AuditReason | null
}

/** Under which name a caller's commands are kept: staff by id, everybody else by kind. */
export function callerName(caller: Caller): string {
  return caller.kind === 'staff' ? caller.staffId : caller.kind
}
