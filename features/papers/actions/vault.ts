import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { DatedKeys } from '#platform/crypto/datedKeys.ts'
import { newKey, unwrapKey, wrapKey } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SealedFiles, SealedPlace } from '#platform/files/sealedFiles.ts'
import type { PaperFile } from '../model.ts'

/** Where sealed papers lie, and the keys of the days on which they go. Both outside the database. */
export type Vault = { readonly files: SealedFiles; readonly keys: DatedKeys }

/** What names a file's content: the original (1) or its pages (2). */
export type Content = { readonly id: Id<'paperFile'>; readonly content: 1 | 2 }

/** Where a content of a file lies. */
export function placeOf(tx: Pick<Tx, 'authority'>, { id, content }: Content): SealedPlace {
  return { owner: tx.authority.key, id, content }
}

const contextOf = ({ owner, id, content }: SealedPlace, day: LocalDate) =>
  `paper|${owner}|${id}|${content}|${day}`

/** A new key for a content, also wrapped by the key of the day on which it goes. */
export function makeKey(
  { keys }: Vault,
  place: SealedPlace,
  keptUntil: LocalDate,
): { readonly key: Buffer; readonly wrapped: Buffer } {
  const key = newKey()
  return { key, wrapped: wrapKey(keys.keyOf(place.owner, keptUntil), key, contextOf(place, keptUntil)) }
}

/** The key of a content; undefined once the key of its day is destroyed. */
export function openKey(
  { keys }: Vault,
  place: SealedPlace,
  { wrappedKey, keptUntil }: Pick<PaperFile, 'keptUntil'> & { readonly wrappedKey: Buffer | null },
): Buffer | undefined {
  const dayKey = keys.known(place.owner, keptUntil)
  if (!dayKey || !wrappedKey) return undefined
  return unwrapKey(dayKey, wrappedKey, contextOf(place, keptUntil))
}

/** The same key, wrapped by the key of another day. Null for a file without a key. */
export function wrapAgain(
  vault: Vault,
  place: SealedPlace,
  file: Pick<PaperFile, 'keptUntil'> & { readonly wrappedKey: Buffer | null },
  keptUntil: LocalDate,
): Buffer | null {
  if (file.wrappedKey === null) return null
  const key = openKey(vault, place, file) ?? impossible('a paper that is kept has the key of its day')
  return wrapKey(vault.keys.keyOf(place.owner, keptUntil), key, contextOf(place, keptUntil))
}
