import { getSettings } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { allowedKind } from '#features/catalogue/model.ts'
import type { Links } from '#features/visit/model.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Message, WISH_CONFIRM_HOURS, type WishFacts, type WishMessageKind } from '../model.ts'
import { mattersOfWish, wishOfMessage } from '../store/wish.ts'
import { describeCity, describeSite } from './describe.ts'

/**
 * What a mail about a wish tells, as it is true now; undefined when it is not worth sending any more: the link has
 * been pressed, the offer is answered or over, or another has taken its place.
 */
export async function loadWishFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: Extract<Message, { kind: WishMessageKind }>,
): Promise<WishFacts | undefined> {
  const { kind, language, wishId } = message
  const wish = await wishOfMessage(tx, wishId, message.createdAt)
  if (!wish) return undefined
  const confirmUntil = plus(wish.createdAt, WISH_CONFIRM_HOURS * HOUR)
  if (kind === 'wish_confirm' && (wish.state !== 'asked' || confirmUntil <= tx.now)) return undefined
  if (kind === 'wish_offer' && (!wish.offer || wish.offer.until <= tx.now)) return undefined
  const matters = await mattersOfWish(tx, wishId)
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const settings = await getSettings(tx)
  return {
    kind,
    language,
    messageId: message.id,
    now: tx.now,
    // Nobody has proven yet that the address is theirs.
    name: kind === 'wish_confirm' ? null : wish.name,
    services: matters.flatMap(({ serviceId, people }) => {
      const service = services.find(({ id }) => id === serviceId)
      return service ? [{ title: service.texts.title[language], people }] : []
    }),
    link: `${publicUrl}/wish/${links.tokenOf(tx.authority.key, wishId, 1)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    timeZone: settings.timeZone,
    untilDay: wish.untilDay,
    confirmUntil,
    visitKind: allowedKind({ services, settings }, wish.kind),
    offer: wish.offer && {
      ...wish.offer,
      site: await describeSite(tx, wish.offer.siteId, wish.offer.startsAt, language),
    },
    bookedAt: wish.bookedAt,
    city: await describeCity(tx, language, wish.offer?.siteId),
  }
}
