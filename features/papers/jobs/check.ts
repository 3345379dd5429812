import { createHash } from 'node:crypto'
import type { Result } from '#kernel/result.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { MOST_PIXELS } from '#platform/files/flatten/limits.ts'
import { packPages } from '#platform/files/flatten/pages.ts'
import type { FlatPage, Flatten } from '#platform/files/flatten.ts'
import { imageSize } from '#platform/files/imageSize.ts'
import { kindByContent, SNIFFED_BYTES } from '#platform/files/kind.ts'
import type { Scanner } from '#platform/files/scanner.ts'
import { type CheckEnd, type Checking, claimFile, endCheck, keyForPages, type Vault } from '../actions.ts'
import type { FileKind, RefusalReason } from '../model.ts'

/** What happened to a file, for whoever watches over the machine: ids and codes alone. */
export type PipelineEvent = {
  readonly authority: string
  readonly file: string
  readonly outcome: 'ready' | 'unchecked' | 'refused' | 'waits'
  /** Why it was refused or waits. */
  readonly why?: string
  /** What the scanner calls what it found. */
  readonly signature?: string
}

/** What the pipeline stands on. */
export type PipelineDeps = {
  readonly database: Database
  readonly vault: Vault
  readonly flatten: Flatten
  /** Without one nothing is ever called clean. */
  readonly scanner?: Scanner
  readonly tell: (event: PipelineEvent) => void
}

/**
 * Takes one file through the pipeline: own look at its content, its limits, the scanner, flattening, the scanner again,
 * sealing. Only then is it there for staff, and its original is gone. `none`: no file is due. `waits`: no scanner
 * answered; whoever asks at once again gets the next one.
 */
export async function checkNext(
  deps: PipelineDeps,
  authority: Authority,
): Promise<'none' | 'ended' | 'waits'> {
  const { database, vault, scanner } = deps
  const file = await database.withAuthority(authority, (tx) => claimFile(tx, vault, scanner !== undefined))
  if (!file) return 'none'
  const original = { owner: authority.key, id: file.id, content: 1 }
  const bytes = await vault.files.read(original, file.key)
  const looked = await look(deps, file, bytes)
  const end = looked.ok ? await store(deps, authority, file, bytes, looked.value) : looked.code
  if (end === 'gone') return 'ended'
  const { told, ...change } = end
  const isWritten = await database.withAuthority(authority, (tx) => endCheck(tx, file, change))
  if (change.to !== 'quarantined') await vault.files.remove(original)
  if (!isWritten) await vault.files.remove({ ...original, content: 2 })
  else deps.tell({ authority: authority.key, file: file.id, ...told })
  return change.to === 'quarantined' ? 'waits' : 'ended'
}

type Told = Pick<PipelineEvent, 'outcome' | 'why' | 'signature'>
type Ended = CheckEnd & { readonly told: Told }
type Looked = { readonly pages: readonly FlatPage[]; readonly unchecked: boolean }

/** What comes of a file, and what is said of it where nothing does. */
async function look(
  { scanner, flatten }: PipelineDeps,
  file: Checking,
  bytes: Buffer,
): Promise<{ ok: true; value: Looked } | { ok: false; code: Ended }> {
  const known = seen(file.kind, bytes)
  if (!known.ok) return refused(known.code)
  const before = await scan(scanner, bytes)
  if (before) return before
  const flat = await flatten(file.kind, bytes)
  if (!flat.ok) return refused(flat.code === 'crashed' ? 'damaged' : flat.code, flat.code)
  const after = await scan(scanner, packPages(flat.value))
  return after ?? { ok: true, value: { pages: flat.value, unchecked: scanner === undefined } }
}

/** What can be said without opening the file: its kind, and how large a picture would become. */
function seen(kind: FileKind, bytes: Buffer): Result<null, RefusalReason> {
  if (bytes.length === 0) return fail('empty')
  const found = kindByContent(bytes.subarray(0, SNIFFED_BYTES))
  if (found === undefined) return fail('wrong_kind')
  if (found !== kind) return fail('other_kind')
  if (kind === 'png' || kind === 'jpeg') {
    const size = imageSize(kind, bytes)
    if (!size) return fail('damaged')
    if (size.width * size.height > MOST_PIXELS) return fail('too_many_pixels')
  }
  return ok(null)
}

/** What the scanner has against it; undefined when it says that it is clean, or there is none. */
async function scan(
  scanner: Scanner | undefined,
  bytes: Buffer,
): Promise<{ ok: false; code: Ended } | undefined> {
  const scanned = await scanner?.(bytes)
  if (!scanned || scanned.verdict === 'clean') return undefined
  return scanned.verdict === 'hostile' ? refused('hostile', undefined, scanned.signature) : waits(scanned.why)
}

function refused(reason: RefusalReason, why: string = reason, signature?: string) {
  const told = { outcome: 'refused' as const, why, ...(signature === undefined ? {} : { signature }) }
  return { ok: false as const, code: { to: 'refused' as const, reason, told } }
}

function waits(why: string) {
  return {
    ok: false as const,
    code: { to: 'quarantined' as const, told: { outcome: 'waits' as const, why } },
  }
}

/** Seals the pages under a key of their own; `gone` when the file was taken back meanwhile. */
async function store(
  { database, vault }: PipelineDeps,
  authority: Authority,
  file: Checking,
  original: Buffer,
  { pages, unchecked }: Looked,
): Promise<Ended | 'gone'> {
  const made = await database.withAuthority(authority, (tx) => keyForPages(tx, vault, file))
  if (!made) {
    await vault.files.remove({ owner: authority.key, id: file.id, content: 1 })
    return 'gone'
  }
  const { key, wrapped, keptUntil } = made
  const place = { owner: authority.key, id: file.id, content: 2 }
  const sealedBytes = await vault.files.write(place, key, packPages(pages))
  const sha256 = createHash('sha256').update(original).digest()
  const told: Told = { outcome: unchecked ? 'unchecked' : 'ready' }
  return { to: 'ready', pages: pages.length, sealedBytes, wrapped, keptUntil, sha256, unchecked, told }
}
