import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, localDate, localTime, plus } from '#kernel/instant.ts'
import { LANGUAGES, type Texts } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { shownText } from '#kernel/shownText.ts'
import { instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type HouseNotice, KEPT_FOR, LONGEST_NOTICE, noticesShown } from './model.ts'
import { mayWriteAt } from './policy.ts'
import { anyNoticeBefore, deleteNoticesBefore, readNotices, saveNotice } from './store.ts'

/** All notices that are kept. From memory. */
export function listNotices(tx: Tx): Promise<readonly HouseNotice[]> {
  return tx.reference('notices', () => readNotices(tx))
}

/** What a site's displays say now beside the calls, the newest first. From memory, so that it can be asked at every look. */
export async function noticesNow(tx: Tx, siteId: Id<'site'>): Promise<readonly HouseNotice[]> {
  return noticesShown(await listNotices(tx), siteId, tx.now)
}

/** A notice as somebody wrote it; times as wall time, e.g. "2027-03-01T08:00". */
export type WrittenNotice = {
  readonly site: string | null
  readonly texts: Texts
  readonly from: string
  readonly until: string
}

export type NoticeRefusal = 'unknown_site' | 'no_text' | 'wrong_time' | 'over_already'

/** Somebody says something on the displays; `id` changes a notice that stands there already. */
export async function writeNotice(
  tx: Tx,
  caller: Caller,
  written: WrittenNotice,
  id?: Id<'houseNotice'>,
): Promise<Result<Id<'houseNotice'>, NoticeRefusal | 'unknown_notice'>> {
  const before = id && (await ownNotice(tx, caller, id))
  if (id && !before) return fail('unknown_notice')
  const site = (await listSites(tx)).find(({ key }) => key === written.site)
  if ((written.site !== null && !site) || !mayWriteAt(caller, site?.id ?? null)) return fail('unknown_site')
  return placeNotice(tx, written, before)
}

/** The same for whoever may write everywhere; `before` is the notice that it changes. */
export async function placeNotice(
  tx: Tx,
  written: WrittenNotice,
  before?: HouseNotice,
): Promise<Result<Id<'houseNotice'>, NoticeRefusal>> {
  const site = (await listSites(tx)).find(({ key }) => key === written.site)
  if (written.site !== null && !site) return fail('unknown_site')
  const texts = readWords(written.texts)
  if (!texts) return fail('no_text')
  const zone = site?.timeZone ?? (await getSettings(tx)).timeZone
  const [showsFrom, showsUntil] = [wallMoment(written.from, zone), wallMoment(written.until, zone)]
  if (showsFrom === undefined || showsUntil === undefined || showsFrom >= showsUntil)
    return fail('wrong_time')
  if (showsUntil <= tx.now) return fail('over_already')
  const notice = {
    id: before?.id ?? newId<'houseNotice'>(tx.now),
    siteId: site?.id ?? null,
    texts: { text: texts },
    showsFrom,
    showsUntil,
    withdrawnAt: before?.withdrawnAt ?? null,
    changedAt: tx.now,
  }
  await save(tx, notice)
  if (before && before.siteId !== notice.siteId) await touchDisplays(tx, before.siteId)
  return ok(notice.id)
}

/** Takes a notice off the displays, or (`shown`) shows it again. */
export async function showNotice(
  tx: Tx,
  caller: Caller,
  id: Id<'houseNotice'>,
  shown: boolean,
): Promise<Result<null, 'unknown_notice'>> {
  const notice = await ownNotice(tx, caller, id)
  if (!notice) return fail('unknown_notice')
  await save(tx, { ...notice, withdrawnAt: shown ? null : tx.now, changedAt: tx.now })
  return ok(null)
}

async function ownNotice(tx: Tx, caller: Caller, id: Id<'houseNotice'>): Promise<HouseNotice | undefined> {
  return (await readNotices(tx)).find((notice) => notice.id === id && mayWriteAt(caller, notice.siteId))
}

async function save(tx: Tx, notice: HouseNotice): Promise<void> {
  await tx.changeReference()
  await saveNotice(tx, notice)
  await touchDisplays(tx, notice.siteId)
}

async function touchDisplays(tx: Tx, siteId: Id<'site'> | null): Promise<void> {
  for (const { id } of await listSites(tx)) if (siteId === null || siteId === id) tx.touch(id)
}

/** A language that nobody wrote has the German words; without those it is no notice. */
export function readWords(texts: Texts): Texts | undefined {
  const [de = '', simple = '', en = ''] = LANGUAGES.map((language) =>
    shownText(texts[language], LONGEST_NOTICE),
  )
  return de === '' ? undefined : { de, 'de-simple': simple || de, en: en || de }
}

/** A wall time as a moment; undefined for a day that does not exist. */
export function wallMoment(text: string, zone: string): Instant | undefined {
  const [day = '', time = ''] = text.split('T')
  try {
    return instantOf(localDate(day), localTime(time), zone)
  } catch {
    // The thirtieth of February.
    return undefined
  }
}

/** Forgets notices that ended long ago. Once an hour for every authority; how many. */
export async function forgetNotices(tx: Tx): Promise<number> {
  const before = plus(tx.now, -KEPT_FOR)
  if (!(await anyNoticeBefore(tx, before))) return 0
  await tx.changeReference()
  return deleteNoticesBefore(tx, before)
}
