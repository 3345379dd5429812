import type { Site } from '#features/authority/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import type { HallView } from '../actions.ts'
import { boardOf } from '../model.ts'
import { hallTexts } from './texts.ts'

/** Without script the display is loaded anew after so many seconds. */
const REFRESH_SECONDS = 10

const de = hallTexts('de')
const en = hallTexts('en')

type Word = 'number' | 'counter' | 'before' | 'empty' | 'demo' | 'sound'

/** German, and English smaller beside it: a display cannot ask for the reader's language. */
function Both({ word }: { readonly word: Word }) {
  return (
    <>
      {de(`display.${word}`)}{' '}
      <span className="display-en" lang="en">
        {en(`display.${word}`)}
      </span>
    </>
  )
}

/** The calls of a site in large numbers, without names. */
export function DisplayPage(props: {
  readonly site: Site
  readonly view: HallView
  readonly now: Instant
  readonly isDemo: boolean
  readonly stylesheet: string
  readonly script: string | undefined
}) {
  const { site, view, now, isDemo } = props
  return (
    <html lang="de">
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{de('display.title', { site: site.texts.name.de })}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href={props.stylesheet} />
        {props.script && <script src={props.script} defer />}
        <noscript>
          <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
        </noscript>
      </head>
      <body>
        <div
          className="display"
          data-display={site.key}
          data-zone={site.timeZone}
          data-at={isoInstant(now)}
          data-offline={de('display.offline')}
          data-offline-en={en('display.offline')}
        >
          <header className="display-header">
            <h1 className="display-header__site">{site.texts.name.de}</h1>
            <p className="display-header__time" data-clock="">
              {formatTime(now, site.timeZone, 'de')}
            </p>
          </header>
          <div className="display-stale" role="status" data-stale="" hidden>
            <p data-stale-de="" />
            <p lang="en" data-stale-en="" />
          </div>
          <main className="display-main">
            <Calls view={view} />
          </main>
          {isDemo && (
            <footer className="display-foot">
              <p>
                <Both word="demo" />
              </p>
            </footer>
          )}
          <button type="button" className="display-start" data-sound="" hidden>
            <Both word="sound" />
          </button>
        </div>
      </body>
    </html>
  )
}

function Calls({ view }: { readonly view: HallView }) {
  const { current, before, isCrowded } = boardOf(view.calls)
  return (
    <>
      <section className="display-now" aria-labelledby="display-now">
        <h2 className="display-columns" id="display-now">
          <span>
            <Both word="number" />
          </span>
          <span>
            <Both word="counter" />
          </span>
        </h2>
        <ol className={classNames('display-calls', isCrowded && 'display-calls--many')} data-calls="current">
          {current.map((call) => (
            <Call key={call.number} view={view} call={call} />
          ))}
        </ol>
        <p className="display-empty" data-empty="" hidden={current.length > 0}>
          <Both word="empty" />
        </p>
      </section>
      <section className="display-past" aria-labelledby="display-past">
        <h2 className="display-columns" id="display-past">
          <span>
            <Both word="before" />
          </span>
        </h2>
        <ol className="display-calls" data-calls="before">
          {before.map((call) => (
            <Call key={call.number} view={view} call={call} />
          ))}
        </ol>
      </section>
    </>
  )
}

function Call({ view, call }: { readonly view: HallView; readonly call: HallView['calls'][number] }) {
  const counter = view.counters.find((each) => each.counter.id === call.counterId)?.counter
  const level = counter?.texts.level
  return (
    <li className="display-call" data-call={call.number}>
      <span className="display-call__number">{call.ticketNumber}</span>
      <span className="display-call__arrow" aria-hidden="true">
        →
      </span>
      <span className="display-call__counter">
        <span className="display-call__label">{counter?.texts.label.de}</span>
        <span className="display-call__level">
          <span>{level?.de}</span>
          <span lang="en">{[counter?.texts.label.en, level?.en].filter(Boolean).join(', ')}</span>
        </span>
      </span>
    </li>
  )
}
