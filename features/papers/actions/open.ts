import { writeAudit } from '#features/staff/actions.ts'
import type { StaffCaller } from '#features/staff/model.ts'
import type { Id } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { hashToken, isLinkToken, randomToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type FlatPage, readPages } from '#platform/files/flatten/pages.ts'
import { LINK_LASTS, type PaperFile } from '../model.ts'
import { maySeePapers } from '../policy.ts'
import { addLink, readyFiles, sitesOfPaper, takeLink } from '../store.ts'
import { openKey, placeOf, type Vault } from './vault.ts'

/** Tokens that open a paper: one for each page, one for all of it. */
export type PaperTokens = { readonly pages: readonly string[]; readonly document: string }

/** Links know the session that asked for them: in another one they open nothing. */
const digestOf = (token: string, { sessionHash }: StaffCaller) =>
  hashToken(`${token} ${sessionHash.toString('base64url')}`)

/**
 * Makes links to the pages of a paper, each for one look within a minute, in the session that asks. Who opened papers of
 * which visit stands in the audit. `not_found` also where the caller may not see it.
 */
export async function linksToPaper(
  tx: Tx,
  caller: StaffCaller,
  paperId: Id<'paper'>,
): Promise<Result<PaperTokens, 'not_found' | 'not_ready'>> {
  const sites = await sitesOfPaper(tx, paperId)
  if (!sites.some((siteId) => maySeePapers(caller, { siteId }))) return fail('not_found')
  const files = await readyFiles(tx, paperId)
  const [first] = files
  if (!first) return fail('not_ready')
  const make = async (page: number | null) => {
    const token = randomToken()
    const expiresAt = plus(tx.now, LINK_LASTS)
    await addLink(tx, { digest: digestOf(token, caller), paperId, page, expiresAt })
    return token
  }
  const count = files.reduce((sum, { pages }) => sum + (pages ?? 0), 0)
  const pages: string[] = []
  for (let page = 1; page <= count; page++) pages.push(await make(page))
  await writeAudit(tx, { action: 'papers_opened', staffId: caller.staffId, visitId: first.visitId })
  return ok({ pages, document: await make(null) })
}

/** A paper that a link opens: its files, and which page is meant; null for all. */
export type OpenedPaper = {
  readonly files: readonly (PaperFile & { readonly wrappedKey: Buffer | null })[]
  readonly page: number | null
}

/** What a link opens, and uses it up. */
export async function openLink(tx: Tx, caller: StaffCaller, token: string): Promise<OpenedPaper | undefined> {
  if (!isLinkToken(token)) return undefined
  const link = await takeLink(tx, digestOf(token, caller))
  return link && { files: await readyFiles(tx, link.paperId), page: link.page }
}

/** The pages of a paper, or the one that is meant, from the disk; none where its key is gone. */
export async function pagesOf(
  authority: Tx['authority'],
  vault: Vault,
  { files, page }: OpenedPaper,
): Promise<FlatPage[]> {
  const found: FlatPage[] = []
  let before = 0
  for (const file of files) {
    const last = before + (file.pages ?? 0)
    if (page === null || (page > before && page <= last)) {
      const place = placeOf({ authority }, file)
      const key = openKey(vault, place, file)
      if (!key) return []
      const pages = readPages(await vault.files.read(place, key))
      found.push(...(page === null ? pages : pages.slice(page - before - 1, page - before)))
    }
    before = last
  }
  return found
}
