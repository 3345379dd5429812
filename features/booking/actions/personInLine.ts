import { getSettings } from '#features/authority/actions.ts'
import type { Contact, Links } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { foldName, personKey } from '../model/person.ts'
import type { WishChannel } from '../model/waitlist.ts'
import { livePersons, loadWish, type Wish } from '../store/wish.ts'
import { digestOfPerson } from './person.ts'

/** So many people of one contact may staff set on the list: only that no loop runs away. */
const MOST = 100

/** By what a contact is counted without being named; null for one that says nothing. */
export function contactDigest(tx: Tx, links: Links, contact: Contact): Buffer | null {
  return numbered(tx, links, contact)[0] ?? null
}

/** The digests of a contact's people, each by its number; of the first it is that of the contact alone. */
function numbered(tx: Tx, links: Links, contact: Contact): readonly Buffer[] {
  const key = personKey(contact)
  if (key === undefined) return []
  const keys = Array.from({ length: MOST }, (_, index) => (index === 0 ? key : `${key} ${index + 1}`))
  return keys.map((each) => digestOfPerson(tx, links, each))
}

/** As who somebody stands in the line, and their wish that waits there already. */
type InLine = { readonly person: Buffer | null; readonly earlier?: Wish | undefined }

/**
 * As who somebody joins the line: a contact has a place for each name, however it is written, and online as many as it
 * may have names with bookings (setting); undefined when others have them all. Who leaves no contact is not counted:
 * staff has verified them. With the list locked; wish_person_once decides also without.
 */
export async function personInLine(
  tx: Tx,
  links: Links,
  contact: Contact,
  channel: WishChannel,
): Promise<InLine | undefined> {
  const digests = numbered(tx, links, contact)
  if (digests.length === 0) return { person: null }
  const live = await livePersons(tx, digests)
  const own = live.find(({ name }) => foldName(name) === foldName(contact.name))
  if (own) return { person: own.person, earlier: await loadWish(tx, own.id) }
  const most = channel === 'online' ? (await getSettings(tx)).namesLimit : MOST
  const person = digests.slice(0, most).find((digest) => !live.some((each) => each.person.equals(digest)))
  return person && { person }
}
