import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Device, DeviceKind, DisplaySettings, PrinterState } from './model.ts'

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
  'shows',
  'kiosk_id as kioskId',
  'stands_at as standsAt',
  'printer_state as printerState',
  'printer_since as printerSince',
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

type Row = Omit<Device, 'siteId' | 'name' | 'pairedAt' | 'settings' | 'printer'> &
  DisplaySettings & {
    readonly code: string | null
    readonly codeUntil: Instant | null
    readonly siteId: Id<'site'> | null
    readonly name: string | null
    readonly pairedAt: Instant | null
    readonly printerState: PrinterState | null
    readonly printerSince: Instant | null
  }

function known(row: Row): KnownDevice | undefined {
  const { id, kind, code, codeUntil, siteId, name, pairedAt, seenAt, kioskId, standsAt, ...more } = row
  const { printerState, printerSince, ...settings } = more
  if (code !== null && codeUntil !== null) return { state: 'waiting', device: { id, kind, code, codeUntil } }
  if (siteId === null || name === null || pairedAt === null) return undefined
  const printer =
    printerState === null || printerSince === null ? null : { state: printerState, since: printerSince }
  const device = { id, kind, siteId, name, pairedAt, seenAt, settings, kioskId, standsAt, printer }
  return { state: 'paired', device }
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

/** Writes name and settings of a paired device, and of an agent for which kiosk it prints. */
export async function saveDevice(
  tx: Tx,
  id: Id<'device'>,
  { name, settings, kioskId, standsAt }: Pick<Device, 'name' | 'settings' | 'kioskId' | 'standsAt'>,
): Promise<void> {
  const row = {
    name,
    kiosk_id: kioskId,
    stands_at: standsAt,
    language: settings.language,
    second_language: settings.secondLanguage,
    volume: settings.volume,
    quiet_from: settings.quietFrom,
    quiet_until: settings.quietUntil,
    speaks: settings.speaks,
    flashes: settings.flashes,
    shows: settings.shows,
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

/** What an agent says of its printer; it was heard of by that. */
export async function writePrinter(
  tx: Tx,
  id: Id<'device'>,
  printer: { readonly state: PrinterState; readonly since: Instant },
): Promise<void> {
  const row = { printer_state: printer.state, printer_since: at(printer.since), seen_at: at(tx.now) }
  await tx.run(db.updateTable('device').set(row).where('id', '=', id))
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
