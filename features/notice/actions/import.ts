import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { placeNotice, readWords, wallMoment } from '../actions.ts'
import type { NoticesFile } from '../contract.ts'
import { readNotices } from '../store.ts'

/**
 * Puts the notices of the file on the displays; how many are new or changed. The same German words at the same place
 * from the same time on are the same notice, whose end and other languages the file decides. Whatever else was written
 * in the console stays, and so does what was taken back there; what is over already is left out.
 */
export async function importNotices(tx: Tx, notices: NoticesFile | null): Promise<number> {
  if (notices === null) return 0
  const standing = await readNotices(tx)
  const sites = await listSites(tx)
  const { timeZone } = await getSettings(tx)
  let changed = 0
  for (const notice of notices) {
    const site = sites.find(({ key }) => key === notice.site)
    const zone = site?.timeZone ?? timeZone
    const [from, until] = [wallMoment(notice.from, zone), wallMoment(notice.until, zone)]
    const words = readWords(notice.texts)
    const before = standing.find(
      (each) =>
        each.siteId === (site?.id ?? null) && each.showsFrom === from && each.texts.text.de === words?.de,
    )
    const isSame =
      before?.showsUntil === until &&
      before?.texts.text.en === words?.en &&
      before?.texts.text['de-simple'] === words?.['de-simple']
    if (!isSame && (await placeNotice(tx, notice, before)).ok) changed++
  }
  return changed
}
