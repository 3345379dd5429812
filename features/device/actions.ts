import { listSites } from '#features/authority/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { AuditAction, Caller } from '#features/staff/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { hashToken, randomCode, randomToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type Admission,
  agentFor,
  CODE_LASTS,
  CODE_LENGTH,
  type Device,
  type DeviceKind,
  type DisplaySettings,
  isAdmitted,
  MOST_WAITING,
  type PageKind,
  type PrinterState,
  readCode,
  SEEN_EVERY,
  scannersFor,
} from './model.ts'
import { mayPairAt } from './policy.ts'
import {
  addWaiting,
  deviceOfCode,
  deviceOfToken,
  pair,
  pairedDevices,
  readRequired,
  removeDevices,
  saveDevice,
  waitingDevices,
  writePrinter,
  writeRequired,
  writeSeen,
} from './store.ts'

/** What a browser shows that wants to be a device: the site that it belongs to, or a code. */
export type Pairing =
  | { readonly state: 'paired'; readonly kind: DeviceKind; readonly siteKey: string }
  /** `token` where the browser gets a new secret. */
  | { readonly state: 'waiting'; readonly code: string; readonly token: string | undefined }

/** Finds a browser's device by its secret. `mayBegin` is asked before a code is made; it throws when that is too often. */
export async function pairing(
  tx: Tx,
  kind: DeviceKind,
  token: string | undefined,
  mayBegin: () => Promise<void>,
): Promise<Pairing> {
  const known = token === undefined ? undefined : await deviceOfToken(tx, hashToken(token))
  if (known?.state === 'paired') {
    const { kind, siteId } = known.device
    const site = (await listSites(tx)).find((each) => each.id === siteId)
    if (site) return { state: 'paired', kind, siteKey: site.key }
  }
  if (known?.state === 'waiting' && known.device.kind === kind && known.device.codeUntil > tx.now)
    return { state: 'waiting', code: known.device.code, token: undefined }
  await mayBegin()
  return begin(tx, kind, known?.device.id)
}

async function begin(tx: Tx, kind: DeviceKind, before: Id<'device'> | undefined): Promise<Pairing> {
  const waiting = await waitingDevices(tx)
  const over = waiting.filter(({ codeUntil }) => codeUntil === null || codeUntil <= tx.now)
  const left = waiting.slice(over.length)
  const tooMany = left.slice(0, Math.max(0, left.length + 1 - MOST_WAITING))
  const gone = [...over, ...tooMany].map(({ id }) => id)
  await removeDevices(tx, before === undefined ? gone : [...gone, before])
  const [code, token] = [randomCode(CODE_LENGTH), randomToken(32)]
  const device = { id: newId<'device'>(tx.now), kind, code, codeUntil: plus(tx.now, CODE_LASTS) }
  await addWaiting(tx, { ...device, tokenHash: hashToken(token) })
  return { state: 'waiting', code, token }
}

/** The paired device whose secret a browser has. */
export async function pairedDevice(tx: Tx, token: string | undefined): Promise<Device | undefined> {
  const known = token === undefined ? undefined : await deviceOfToken(tx, hashToken(token))
  return known?.state === 'paired' ? known.device : undefined
}

/**
 * Is a browser let in to what is meant for a device of this kind, at this site (undefined: no such route)? A device
 * that asks is noted as seen.
 */
export async function admitDevice(
  tx: Tx,
  asked: {
    readonly kind: PageKind
    readonly siteKey: string | undefined
    readonly token: string | undefined
  },
): Promise<{ readonly admitted: boolean; readonly device: Device | undefined }> {
  const admission = { required: await readRequired(tx), device: await pairedDevice(tx, asked.token) }
  const { device } = admission
  if (device && tx.now - device.seenAt >= SEEN_EVERY) await writeSeen(tx, device.id)
  return { admitted: await isAdmittedAt(tx, admission, asked.kind, asked.siteKey), device }
}

async function isAdmittedAt(
  tx: Tx,
  admission: Admission,
  kind: DeviceKind,
  siteKey: string | undefined,
): Promise<boolean> {
  if (!admission.required) return true
  const site = (await listSites(tx)).find(({ key }) => key === siteKey)
  return isAdmitted(admission, kind, site?.id ?? null)
}

/** The agent whose secret a request carries as bearer token. */
export async function agentBehind(tx: Tx, authorization: string | undefined): Promise<Device | undefined> {
  const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(authorization ?? '')?.[1]
  const device = await pairedDevice(tx, token)
  return device?.kind === 'agent' ? device : undefined
}

/** An agent says how its printer is. */
export async function notePrinter(tx: Tx, agent: Device, state: PrinterState): Promise<void> {
  const since = agent.printer?.state === state ? agent.printer.since : tx.now
  await writePrinter(tx, agent.id, { state, since })
}

/** The agent that prints for a kiosk at a site, and all agents of the site. */
export async function agentsAt(
  tx: Tx,
  siteId: Id<'site'>,
  kioskId: Id<'device'> | undefined,
): Promise<{ readonly agent: Device | undefined; readonly agents: readonly Device[] }> {
  const devices = await pairedDevices(tx)
  const agents = devices.filter((each) => each.kind === 'agent' && each.siteId === siteId)
  return { agent: agentFor(devices, siteId, kioskId, tx.now), agents }
}

/** The agents whose scanners read for a kiosk of a site (undefined: a browser that is not paired). */
export async function scansFor(
  tx: Tx,
  siteId: Id<'site'>,
  kioskId: Id<'device'> | undefined,
): Promise<readonly Device[]> {
  return scannersFor(await pairedDevices(tx), siteId, kioskId, tx.authority.demo)
}

/** Which of these devices (undefined: a browser that is none) may go on listening. */
export async function whoStays(
  tx: Tx,
): Promise<(device: Pick<Device, 'id' | 'siteId'> | undefined) => boolean> {
  if (!(await readRequired(tx))) return () => true
  const paired = new Map((await pairedDevices(tx)).map(({ id, siteId }) => [id, siteId]))
  return (device) => device !== undefined && paired.get(device.id) === device.siteId
}

/** The devices that this caller looks after, and whether pairing is required. */
export async function listDevices(
  tx: Tx,
  caller: Caller,
): Promise<{ readonly required: boolean; readonly devices: readonly Device[] }> {
  const devices = (await pairedDevices(tx)).filter(({ siteId }) => mayPairAt(caller, siteId))
  return { required: await readRequired(tx), devices }
}

/** Pairs the device that shows this code with a site. */
export async function pairDevice(
  tx: Tx,
  caller: Caller,
  wanted: { readonly code: string; readonly site: string; readonly name: string },
): Promise<Result<Id<'device'>, 'unknown_code' | 'unknown_site' | 'no_name'>> {
  const name = wanted.name.trim()
  if (name === '') return fail('no_name')
  const site = (await listSites(tx)).find(({ id, key }) => key === wanted.site && mayPairAt(caller, id))
  if (!site) return fail('unknown_site')
  const code = readCode(wanted.code)
  const device = code === undefined ? undefined : await deviceOfCode(tx, code)
  if (!device || !(await pair(tx, device.id, { siteId: site.id, name }))) return fail('unknown_code')
  await audit(tx, caller, 'device_paired', site.id)
  return ok(device.id)
}

async function ownDevice(tx: Tx, caller: Caller, id: Id<'device'>): Promise<Device | undefined> {
  return (await pairedDevices(tx)).find((device) => device.id === id && mayPairAt(caller, device.siteId))
}

/** What can be changed of a device; `kiosk` is the one for which an agent prints, null for all of the site. */
export type DeviceChange = {
  readonly name: string
  readonly settings: DisplaySettings
  readonly kiosk: Id<'device'> | null
  /** Of a kiosk: its key in the house plan. */
  readonly standsAt: string | null
}

export type ChangeRefusal = 'unknown_device' | 'no_name' | 'same_language' | 'half_quiet'

/** Names a device, sets a display up, says where a kiosk stands, or for which kiosk an agent prints. */
export async function changeDevice(
  tx: Tx,
  caller: Caller,
  id: Id<'device'>,
  { name, settings, kiosk, standsAt }: DeviceChange,
): Promise<Result<undefined, ChangeRefusal>> {
  const device = await ownDevice(tx, caller, id)
  if (!device) return fail('unknown_device')
  if (name.trim() === '') return fail('no_name')
  if (settings.language === settings.secondLanguage) return fail('same_language')
  const { quietFrom, quietUntil } = settings
  if ((quietFrom === null) !== (quietUntil === null)) return fail('half_quiet')
  if (quietFrom !== null && quietFrom === quietUntil) return fail('half_quiet')
  const served = kiosk === null ? null : await ownDevice(tx, caller, kiosk)
  const isServed = served?.kind === 'kiosk' && served.siteId === device.siteId && device.kind === 'agent'
  if (served !== null && !isServed) return fail('unknown_device')
  const stands = device.kind === 'kiosk' ? standsAt : null
  await saveDevice(tx, id, { name: name.trim(), settings, kioskId: kiosk, standsAt: stands })
  return ok(undefined)
}

/** Takes a device away from its site: its secret opens nothing any more. */
export async function unpairDevice(
  tx: Tx,
  caller: Caller,
  id: Id<'device'>,
): Promise<Result<undefined, 'unknown_device'>> {
  const device = await ownDevice(tx, caller, id)
  if (!device) return fail('unknown_device')
  await removeDevices(tx, [id])
  await audit(tx, caller, 'device_unpaired', device.siteId)
  return ok(undefined)
}

/** From now on displays and kiosks must be paired, or need not be. */
export async function requirePairing(tx: Tx, caller: Caller, required: boolean): Promise<void> {
  await writeRequired(tx, required)
  await audit(tx, caller, 'pairing_changed')
}

/** Who paired what is kept like every other act, for 30 days: a device in a hall shows what people trust. */
async function audit(tx: Tx, caller: Caller, action: AuditAction, siteId?: Id<'site'>): Promise<void> {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action, staffId, ...(siteId ? { siteId } : {}) })
}
