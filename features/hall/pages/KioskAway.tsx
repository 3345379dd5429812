import type { Visit } from '#features/visit/model.ts'
import { formatTime } from '#platform/time/format.ts'
import { CodeField } from './KioskCheckIn.tsx'
import { KioskPage, KioskRefusal } from './KioskPage.tsx'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { spokenNumber } from './spokenNumber.ts'
import { hallTexts } from './texts.ts'
import { AWAY_CHOICES } from './WaitingSteps.tsx'

const DIGITS = '1234567890'

/** "I need more time", "I am back" and "I am leaving", with the number on the ticket. */
export function KioskAway(props: {
  readonly place: KioskPlace
  /** The letters with which numbers begin here, for the keys. */
  readonly letters: string
  readonly typed?: string
  readonly refusal?: string
}) {
  const { place, letters, typed, refusal } = props
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.away.title')} path="/away" back="">
      <h1 className="kiosk-question">{t('kiosk.away.title')}</h1>
      {refusal !== undefined && (
        <div id="code-error">
          <KioskRefusal place={place} text={refusal} />
        </div>
      )}
      <form
        method="post"
        action={kioskHref(place, '/away')}
        className="kiosk-form kiosk-form--code"
        data-once=""
      >
        <CodeField
          place={place}
          label={t('kiosk.away.label')}
          hint={t('kiosk.away.hint')}
          keys={letters + DIGITS}
          typed={typed}
          refused={refusal !== undefined}
        />
        <AwayButtons place={place} />
      </form>
    </KioskPage>
  )
}

function Minutes(props: {
  readonly place: KioskPlace
  readonly word: 'kiosk.away.minutes' | 'kiosk.away.minutesHere'
}) {
  const t = hallTexts(props.place.language)
  return (
    <>
      {AWAY_CHOICES.map((minutes) => (
        <button key={minutes} type="submit" name="say" value={minutes} className="kiosk-choice">
          <span className="kiosk-choice__title">{t(props.word, { minutes })}</span>
        </button>
      ))}
      <button type="submit" name="say" value="call" className="kiosk-choice">
        <span className="kiosk-choice__title">{t('kiosk.away.call')}</span>
      </button>
    </>
  )
}

function AwayButtons({ place }: { readonly place: KioskPlace }) {
  const t = hallTexts(place.language)
  return (
    <div className="kiosk-choices kiosk-choices--narrow">
      <Minutes place={place} word="kiosk.away.minutes" />
      <button type="submit" name="say" value="back" className="kiosk-choice">
        <span className="kiosk-choice__title">{t('kiosk.away.back')}</span>
      </button>
      <ExchangeButton place={place} />
      <button type="submit" name="say" value="leave" className="kiosk-choice">
        <span className="kiosk-choice__title">{t('waiting.leave')}</span>
      </button>
    </div>
  )
}

/** Sends what was typed or scanned to where numbers are exchanged for times. */
function ExchangeButton({ place }: { readonly place: KioskPlace }) {
  return (
    <button type="submit" formAction={kioskHref(place, '/exchange')} className="kiosk-choice">
      <span className="kiosk-choice__title">{hallTexts(place.language)('exchange.offer')}</span>
    </button>
  )
}

/** The same below somebody's own number, for whom nothing has to be typed. */
export function MoreTimeHere({
  place,
  visit,
  couldExchange,
}: {
  readonly place: KioskPlace
  readonly visit: Visit
  /** Is what they came for given by appointment, too? */
  readonly couldExchange: boolean
}) {
  if (visit.state !== 'waiting') return null
  const t = hallTexts(place.language)
  return (
    <form method="post" action={kioskHref(place, '/away')} className="kiosk-form kiosk-more" data-once="">
      <p className="kern-body">{t('kiosk.away.here')}</p>
      <div className="kiosk-choices kiosk-choices--narrow">
        <Minutes place={place} word="kiosk.away.minutesHere" />
        {couldExchange && <ExchangeButton place={place} />}
      </div>
    </form>
  )
}

/** Until when nobody is called, or that they may be called again. */
export function KioskAwaySaid({ place, visit }: { readonly place: KioskPlace; readonly visit: Visit }) {
  const { site, language } = place
  const t = hallTexts(language)
  const until = visit.awayUntil
  const title =
    until === null
      ? t('kiosk.away.saidBack')
      : t('kiosk.away.said', { time: formatTime(until, site.timeZone, language) })
  return (
    <KioskPage place={place} title={title} path="/away" isResult>
      <h1 className="kiosk-question">{title}</h1>
      <div className="kiosk-ticket">
        <p className="kiosk-ticket__label">{t('kiosk.result.number')}</p>
        <p className="kiosk-ticket__number" data-say={spokenNumber(visit.ticketNumber ?? '', language)}>
          {visit.ticketNumber}
        </p>
        {until !== null && <p className="kiosk-ticket__facts">{t('kiosk.away.keep')}</p>}
        {until !== null && <p className="kiosk-ticket__facts">{t('kiosk.away.return')}</p>}
      </div>
      <div className="kiosk-finish">
        <a className="kern-btn kern-btn--primary" href={kioskHome(site)}>
          <span className="kern-label">{t('kiosk.result.finish')}</span>
        </a>
      </div>
    </KioskPage>
  )
}
