import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Device, DeviceKind, DisplaySettings } from './model.ts'

const COLUMNS = [
  'id',
  'kind',
  'code',
  'code_until as codeUntil',
  'site_id as siteId',
  'name',
  'paired_at as pairedAt',
  'seen_at as seenAt',
  'language',
  'second_language as secondLanguage',
  'volume',
  'quiet_from as quietFrom',
  'quiet_until as quietUntil',
  'speaks',
  'flashes',
] as const

/** A device that still shows its code. */
export type WaitingDevice = {
  readonly id: Id<'device'>
  readonly kind: DeviceKind
  readonly code: string
  readonly codeUntil: Instant
}

/** A browser that has the secret of a device. */
export type KnownDevice =
  | { readonly state: 'waiting'; readonly device: WaitingDevice }
  | { readonly state: 'paired'; readonly device: Device }

type Row = Omit<Device, 'siteId' | 'name' | 'pairedAt' | 'settings'> &
  DisplaySettings & {
    readonly code: string | null
    readonly codeUntil: Instant | null
    readonly siteId: Id<'site'> | null
    readonly name: string | null
    readonly pairedAt: Instant | null
  }

function known(row: Row): KnownDevice | undefined {
  const { id, kind, code, codeUntil, siteId, name, pairedAt, seenAt, ...settings } = row
  if (code !== null && codeUntil !== null) return { state: 'waiting', device: { id, kind, code, codeUntil } }
  if (siteId === null || name === null || pairedAt === null) return undefined
  return { state: 'paired', device: { id, kind, siteId, name, pairedAt, seenAt, settings } }
}

/** The device with this secret's digest. */
export async function deviceOfToken(tx: Tx, tokenHash: Buffer): Promise<KnownDevice | undefined> {
  const row = await tx.first(db.selectFrom('device').select(COLUMNS).where('token_hash', '=', tokenHash))
  return row && known(row)
}

/** All paired devices. */
export async function pairedDevices(tx: Tx): Promise<Device[]> {
  const rows = await tx.rows(
    db.selectFrom('device').select(COLUMNS).where('site_id', 'is not', null).orderBy('id'),
  )
  return rows.flatMap((row) => {
    const found = known(row)
    return found?.state === 'paired' ? [found.device] : []
  })
}

/** The waiting device that shows this code now. */
export async function deviceOfCode(tx: Tx, code: string): Promise<WaitingDevice | undefined> {
  const row = await tx.first(
    db.selectFrom('device').select(COLUMNS).where('code', '=', code).where('code_until', '>', at(tx.now)),
  )
  const found = row && known(row)
  return found?.state === 'waiting' ? found.device : undefined
}

/** Devices that wait, the one with the oldest code first. */
export function waitingDevices(tx: Tx): Promise<{ id: Id<'device'>; codeUntil: Instant | null }[]> {
  return tx.rows(
    db
      .selectFrom('device')
      .select(['id', 'code_until as codeUntil'])
      .where('code', 'is not', null)
      .orderBy('code_until'),
  )
}

/** Takes a device out; its secret is worth nothing any more. */
export async function removeDevices(tx: Tx, ids: readonly Id<'device'>[]): Promise<void> {
  if (ids.length > 0) await tx.run(db.deleteFrom('device').where('id', 'in', ids))
}

/** A new device that waits to be paired. `device_code` refuses a code that another one shows. */
export async function addWaiting(
  tx: Tx,
  device: WaitingDevice & { readonly tokenHash: Buffer },
): Promise<void> {
  const { id, kind, code, codeUntil, tokenHash } = device
  await tx.run(
    db
      .insertInto('device')
      .values({ id, kind, code, code_until: at(codeUntil), token_hash: tokenHash, seen_at: at(tx.now) }),
  )
}

/** Pairs a device that still waits; false when somebody else was quicker. */
export async function pair(
  tx: Tx,
  id: Id<'device'>,
  { siteId, name }: { readonly siteId: Id<'site'>; readonly name: string },
): Promise<boolean> {
  const paired = { code: null, code_until: null, site_id: siteId, name, paired_at: at(tx.now) }
  const changed = await tx.run(
    db.updateTable('device').set(paired).where('id', '=', id).where('code', 'is not', null),
  )
  return changed === 1
}

/** Writes name and settings of a paired device. */
export async function saveDevice(
  tx: Tx,
  id: Id<'device'>,
  name: string,
  settings: DisplaySettings,
): Promise<void> {
  const row = {
    name,
    language: settings.language,
    second_language: settings.secondLanguage,
    volume: settings.volume,
    quiet_from: settings.quietFrom,
    quiet_until: settings.quietUntil,
    speaks: settings.speaks,
    flashes: settings.flashes,
  }
  await tx.run(db.updateTable('device').set(row).where('id', '=', id))
}

/** A device was heard of. */
export async function writeSeen(tx: Tx, id: Id<'device'>): Promise<void> {
  await tx.run(
    db
      .updateTable('device')
      .set({ seen_at: at(tx.now) })
      .where('id', '=', id),
  )
}

/** Must devices be paired? */
export async function readRequired(tx: Tx): Promise<boolean> {
  const rule = await tx.first(db.selectFrom('device_rule').select('pairing_required as required'))
  return rule?.required ?? false
}

/** Decides whether devices must be paired. */
export async function writeRequired(tx: Tx, required: boolean): Promise<void> {
  await tx.run(
    db
      .insertInto('device_rule')
      .values({ only_one: true, pairing_required: required })
      .onConflict((conflict) => conflict.column('only_one').doUpdateSet({ pairing_required: required })),
  )
}
