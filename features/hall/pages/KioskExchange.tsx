import type { Visit } from '#features/visit/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import type { ExchangeProblem } from './ExchangePage.tsx'
import { KioskPage, KioskRefusal } from './KioskPage.tsx'
import { type KioskPlace, kioskHome, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

type Props = {
  readonly place: KioskPlace
  readonly visit: Visit
  /** What they showed, which is shown again with the answer. */
  readonly code: string
}

/** The times that somebody who waits could take instead; each press leads to the question whether they want it. */
export function KioskExchange(
  props: Props & { readonly times: readonly Instant[]; readonly problem?: ExchangeProblem | undefined },
) {
  const { place, visit, code, times, problem } = props
  const { language, site } = place
  const t = hallTexts(language)
  const number = visit.ticketNumber ?? ''
  return (
    <KioskPage place={place} title={t('exchange.title')} path="/exchange" isResult>
      <h1 className="kiosk-question">{t('exchange.title')}</h1>
      {problem && <KioskRefusal place={place} text={t(`exchange.problem.${problem}`, { number })} />}
      <p className="kern-body kern-body--large">
        {t(times.length === 0 ? 'exchange.none' : 'exchange.text', { number })}
      </p>
      <form method="post" action={kioskHref(place, '/exchange')} className="kiosk-form" data-once="">
        <input type="hidden" name="code" value={code} />
        <div className="kiosk-choices kiosk-choices--narrow">
          {times.map((time) => (
            <button key={time} type="submit" name="time" value={isoInstant(time)} className="kiosk-choice">
              <span className="kiosk-choice__title">{formatDayAndTime(time, site.timeZone, language)}</span>
            </button>
          ))}
          <Stay place={place} />
        </div>
      </form>
    </KioskPage>
  )
}

/** Asks once more before somebody gives their number for a time. */
export function KioskExchangeSure(props: Props & { readonly time: Instant }) {
  const { place, visit, code, time } = props
  const { language, site } = place
  const t = hallTexts(language)
  const number = visit.ticketNumber ?? ''
  return (
    <KioskPage place={place} title={t('kiosk.time.held')} path="/exchange" isResult>
      <h1 className="kiosk-question">{t('kiosk.time.held')}</h1>
      <div className="kiosk-ticket">
        <p className="kiosk-ticket__facts">
          <strong>{formatDayAndTime(time, site.timeZone, language)}</strong>
        </p>
        <p className="kiosk-ticket__facts">{t('exchange.over', { number })}</p>
      </div>
      <form method="post" action={kioskHref(place, '/exchange')} className="kiosk-form" data-once="">
        <input type="hidden" name="code" value={code} />
        <input type="hidden" name="time" value={isoInstant(time)} />
        <div className="kiosk-choices kiosk-choices--narrow">
          <button type="submit" name="say" value="sure" className="kiosk-choice">
            <span className="kiosk-choice__title">{t('kiosk.time.take')}</span>
          </button>
          <Stay place={place} />
        </div>
      </form>
    </KioskPage>
  )
}

function Stay({ place }: { readonly place: KioskPlace }) {
  return (
    <a className="kiosk-choice" href={kioskHome(place.site)}>
      <span className="kiosk-choice__title">{hallTexts(place.language)('exchange.stay')}</span>
    </a>
  )
}
