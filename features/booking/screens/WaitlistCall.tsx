import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { OfferAnswers } from './OfferAnswers.tsx'
import { bookingTexts } from './texts.ts'
import { type ShownWish, useOfferWords } from './waitlistWords.ts'

/** Somebody to be called: what is offered, until when, and the two answers. */
export function WaitlistCall({ wish, onDone }: { readonly wish: ShownWish; readonly onDone: () => void }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const words = useOfferWords(wish)
  const name = wish.name ?? t('find.nameGone')
  if (!wish.offer || !words) return null

  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{name}</strong>
        {wish.phone && (
          <a className="kern-link console-line" href={`tel:${wish.phone.replaceAll(/[^+0-9]/g, '')}`}>
            {t('waitlist.call', { name, phone: wish.phone })}
          </a>
        )}
        <span className="console-line">{words.time}</span>
        <span className="console-line">
          {wish.services.map(({ service }) => serviceTitle(directory, service)).join(', ')}
        </span>
        <span className="console-line">{t('waitlist.until', { time: words.until })}</span>
      </div>
      <OfferAnswers wish={wish.wish} startsAt={wish.offer.startsAt} name={name} onDone={onDone} />
    </li>
  )
}
