import { getSettings } from '#features/authority/actions.ts'
import { papersFor } from '#features/catalogue/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { textPdf } from '#platform/files/textPdf.ts'
import {
  confirmationLines,
  type LandlordFault,
  readConfirmation,
  type TypedConfirmation,
} from '../model/landlord.ts'
import { takesPapersNow } from '../model.ts'
import {
  deleteLandlordLink,
  insertLandlordLink,
  type LandlordLink,
  landlordLinkOf,
  landlordLinks,
  takeLandlordLink,
} from '../store.ts'
import { type HandInRefusal, mattersToHandInFor, type PaperMatter, takeFile } from './handIn.ts'
import type { Vault } from './vault.ts'

/** A paper that somebody else can fill in, for who hands papers in. */
export type LandlordPaper = Pick<PaperMatter, 'matterId' | 'service'> & {
  readonly item: string
  /** Null: nobody was asked yet. */
  readonly link: { readonly id: Id<'landlordLink'>; readonly token: string; readonly isUsed: boolean } | null
}

/** The papers of a visit that its landlord can fill in, each with its link where there is one. */
export async function landlordPapers(tx: Tx, links: Links, visit: Visit): Promise<LandlordPaper[]> {
  const known = await landlordLinks(tx, visit.id)
  return (await mattersToHandInFor(tx, visit)).flatMap(({ matterId, service, answers }) =>
    papersFor(service, answers).flatMap(({ paper }) => {
      if (paper.form !== 'landlord') return []
      const found = known.find((link) => link.matterId === matterId && link.item === paper.de)
      const link = found && {
        id: found.id,
        token: tokenOf(tx, links, found.id),
        isUsed: found.usedAt !== null,
      }
      return [{ matterId, service, item: paper.de, link: link ?? null }]
    }),
  )
}

/** Makes the link by which the landlord fills in a paper; where there is an open one it stays. False for no such paper. */
export async function askLandlord(
  tx: Tx,
  links: Links,
  visit: Visit,
  asked: { readonly matterId: string; readonly item: string },
): Promise<boolean> {
  // While the time is only held nobody is asked for anything.
  if (visit.state === 'held' || !takesPapersNow(visit)) return false
  const paper = (await landlordPapers(tx, links, visit)).find(
    ({ matterId, item }) => matterId === asked.matterId && item === asked.item,
  )
  if (!paper) return false
  const id = newId<'landlordLink'>(tx.now)
  const digest = links.digestOf(tokenOf(tx, links, id))
  await insertLandlordLink(tx, { id, visitId: visit.id, matterId: paper.matterId, item: paper.item, digest })
  return true
}

/** Makes a link dead that was passed on. */
export function withdrawLandlord(tx: Tx, visit: Visit, id: Id<'landlordLink'>): Promise<void> {
  return deleteLandlordLink(tx, visit.id, id)
}

/** What a landlord's link opens: nothing of the visit but that it may be filled in. Undefined once it is used or over. */
export async function landlordLink(tx: Tx, links: Links, token: string): Promise<LandlordLink | undefined> {
  return (await openLink(tx, links, token))?.link
}

async function openLink(
  tx: Tx,
  links: Links,
  token: string,
): Promise<{ readonly link: LandlordLink; readonly visit: Visit } | undefined> {
  if (!isLinkToken(token)) return undefined
  const link = await landlordLinkOf(tx, links.digestOf(token))
  if (!link || link.usedAt !== null) return undefined
  const visit = await loadVisit(tx, link.visitId)
  return visit && takesPapersNow(visit) ? { link, visit } : undefined
}

/** Why a confirmation is not taken: `used` also for a link that is over. */
export type ConfirmRefusal = 'used' | 'faults' | HandInRefusal

/**
 * Takes what a landlord confirms, once: it becomes a paper of the visit and goes the way of every other file. What was
 * typed is kept nowhere else. Of two who send at once the second is refused, because the row of the link is locked.
 */
export async function confirmAsLandlord(
  tx: Tx,
  { links, vault }: { readonly links: Links; readonly vault: Vault },
  token: string,
  typed: TypedConfirmation,
): Promise<Result<null, ConfirmRefusal> & { readonly faults?: readonly LandlordFault[] }> {
  const opened = await openLink(tx, links, token)
  if (!opened) return fail('used')
  const { link, visit } = opened
  const { texts, timeZone } = await getSettings(tx)
  const read = readConfirmation(typed, dayOf(tx.now, timeZone))
  if (!read.ok) return read
  if (!(await takeLandlordLink(tx, link.id))) return fail('used')
  const content = textPdf(confirmationLines(read.value, { city: texts.name.de, now: tx.now, timeZone }))
  const file = { matterId: link.matterId, item: link.item, name: FILE_NAME, content }
  const taken = await takeFile(tx, vault, visit, file)
  if (taken.ok) return ok(null)
  return fail(taken.code === 'other_kind' ? 'wrong_kind' : taken.code)
}

const FILE_NAME = 'Wohnungsgeberbestätigung.pdf'

function tokenOf(tx: Tx, links: Links, id: Id<'landlordLink'>): string {
  return links.tokenOf(tx.authority.key, `landlord ${id}`, 1)
}
