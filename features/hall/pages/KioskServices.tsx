import { papersInWords, type Service } from '#features/catalogue/model.ts'
import { NEEDS, type Need } from '#features/visit/model.ts'
import { CheckboxGroup } from '#ui/CheckboxGroup.tsx'
import { Details } from '#ui/Details.tsx'
import type { Outlook } from '../actions.ts'
import { easeQuery } from '../model.ts'
import { Keypad } from './KioskCheckIn.tsx'
import { KioskPage, KioskSaid } from './KioskPage.tsx'
import { PrinterAway } from './KioskPrint.tsx'
import { ClosedNotice, type KioskHours } from './KioskStart.tsx'
import type { KioskOutlook } from './kioskOutlook.ts'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** More numbers than that say no more. */
const SERVED_SHOWN = 6

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜß'

/** Which service: the most frequent first, all on demand, and a search. */
export function KioskServices(props: {
  readonly place: KioskPlace
  readonly hours: KioskHours
  readonly services: readonly Service[]
  /** Those for which no number is drawn now. */
  readonly stopped: ReadonlySet<Service['id']>
  readonly query: string
  /** There are more than are shown. */
  readonly hasMore: boolean
  readonly isAll: boolean
  /** Why a time that was pressed is not theirs. */
  readonly said?: string | undefined
}) {
  const { place, hours, services, stopped, query, hasMore, isAll, said } = props
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.services.title')} path="/ticket" back="">
      <h1 className="kiosk-question">{t('kiosk.services.title')}</h1>
      {said !== undefined && <KioskSaid text={said} />}
      <ClosedNotice place={place} hours={hours} />
      {hours.open && (
        <>
          {services.length === 0 && <p className="kiosk-notice">{t('kiosk.services.none')}</p>}
          <ul className="kiosk-choices">
            {services.map((service) => (
              <li key={service.key}>
                <a className="kiosk-choice" href={kioskHref(place, `/ticket/${service.key}`)}>
                  <span className="kiosk-choice__title">{service.texts.title[place.language]}</span>
                  {stopped.has(service.id) && (
                    <span className="kiosk-choice__hint">{t('kiosk.intake.stopped')}</span>
                  )}
                </a>
              </li>
            ))}
          </ul>
          {(hasMore || isAll || query !== '') && (
            <p>
              <a
                className="kern-btn kern-btn--secondary"
                href={kioskHref(place, '/ticket', hasMore ? { all: '1' } : {})}
              >
                <span className="kern-label">
                  {t(hasMore ? 'kiosk.services.all' : 'kiosk.services.frequent')}
                </span>
              </a>
            </p>
          )}
          <Search place={place} query={query} />
          <p className="kern-body">{t('kiosk.services.elsewhere')}</p>
        </>
      )}
    </KioskPage>
  )
}

function Search({ place, query }: { readonly place: KioskPlace; readonly query: string }) {
  const t = hallTexts(place.language)
  return (
    <search>
      <form method="get" action={kioskHref(place, '/ticket').split('?')[0]} className="kiosk-form">
        <input type="hidden" name="lang" value={place.language} />
        {Object.entries(easeQuery(place.ease)).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label className="kern-label kern-label--large" htmlFor="q">
          {t('kiosk.services.search')}
        </label>
        <input
          className="kiosk-code kiosk-code--words"
          id="q"
          name="q"
          type="search"
          defaultValue={query}
          autoComplete="off"
          maxLength={100}
        />
        <Keypad place={place} target="q" keys={LETTERS} hasSpace />
        <button type="submit" className="kern-btn kern-btn--primary">
          <span className="kern-label">{t('kiosk.services.searchButton')}</span>
        </button>
      </form>
    </search>
  )
}

/** For how many people; each press draws the number. */
export function KioskPeople(props: {
  readonly place: KioskPlace
  readonly service: Service
  readonly outlook: Outlook
  readonly ahead: KioskOutlook
  readonly idempotencyKey: string
  /** What was ticked before the page came back. */
  readonly needs?: readonly Need[]
  readonly refusal?: string | undefined
}) {
  const { place, service, outlook, ahead, idempotencyKey, needs = [], refusal } = props
  const t = hallTexts(place.language)
  const path = `/ticket/${service.key}`
  const counts = Array.from({ length: service.peopleLimit }, (_, index) => index + 1)
  return (
    <KioskPage place={place} title={service.texts.title[place.language]} path={path} back="/ticket">
      <h1 className="kiosk-question">{service.texts.title[place.language]}</h1>
      {refusal !== undefined && <KioskSaid text={refusal} />}
      <HowThingsStand place={place} outlook={outlook} ahead={ahead} />
      {service.papers.length > 0 && (
        <section>
          <h2 className="kern-heading-medium">{t('kiosk.ticket.papers')}</h2>
          <ul className="kern-list kern-list--bullet">
            {papersInWords(service, {}, place.language).map((paper) => (
              <li key={paper}>{paper}</li>
            ))}
          </ul>
        </section>
      )}
      <PrinterAway place={place} />
      <form method="post" action={kioskHref(place, path)} className="kiosk-form" data-once="" data-draw="">
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <Needs place={place} needs={needs} />
        {service.peopleLimit === 1 ? (
          <button type="submit" name="people" value="1" className="kiosk-choice kiosk-choice--draw">
            <span className="kiosk-choice__title">{t('kiosk.ticket.draw')}</span>
          </button>
        ) : (
          <fieldset className="kiosk-people">
            <legend className="kern-heading-medium">{t('kiosk.ticket.people')}</legend>
            <p className="kern-hint">{t('kiosk.ticket.peopleHint')}</p>
            <div className="kiosk-choices kiosk-choices--narrow">
              {counts.map((count) => (
                <button
                  key={count}
                  type="submit"
                  name="people"
                  value={count}
                  className="kiosk-choice kiosk-choice--draw"
                >
                  <span className="kiosk-choice__title">{t('kiosk.ticket.count', { count })}</span>
                </button>
              ))}
            </div>
          </fieldset>
        )}
      </form>
    </KioskPage>
  )
}

/** Said before the number is drawn, so that nobody draws one whom it would not help; a time only where one is known. */
function HowThingsStand(props: {
  readonly place: KioskPlace
  readonly outlook: Outlook
  readonly ahead: KioskOutlook
}) {
  const { place, outlook, ahead } = props
  const t = hallTexts(place.language)
  const { before, served } = outlook
  const numbers = served.slice(0, SERVED_SHOWN).join(', ')
  return (
    <>
      <p className="kiosk-outlook">
        <strong>{t('kiosk.outlook.before', { count: before })}</strong>{' '}
        {t('kiosk.outlook.served', { count: served.length, numbers })} {ahead.here}
      </p>
      {ahead.later && <p className="kiosk-outlook">{ahead.later}</p>}
      {ahead.full && <p className="kiosk-notice">{ahead.full}</p>}
      {ahead.elsewhere && (
        <p className="kiosk-outlook">
          <strong>{ahead.elsewhere.title}</strong> {ahead.elsewhere.words}
        </p>
      )}
    </>
  )
}

/** What somebody needs, for those who open it: nobody has to pass it, and nobody is asked why. */
function Needs({ place, needs }: { readonly place: KioskPlace; readonly needs: readonly Need[] }) {
  const t = hallTexts(place.language)
  return (
    <Details title={t('waiting.needs.title')} open={needs.length > 0}>
      <CheckboxGroup
        name="need"
        label={t('kiosk.needs.label')}
        hint={t('waiting.needs.hint')}
        choices={NEEDS.map((need) => ({ value: need, label: t(`need.${need}`) }))}
        values={needs}
        layout="rows"
      />
    </Details>
  )
}
