import type { Site } from '#features/authority/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import type { HallView } from '../actions.ts'
import { boardOf } from '../model.ts'
import { hallTexts } from './texts.ts'

/** Without script the display is loaded anew after so many seconds. */
const REFRESH_SECONDS = 10

type Word = 'number' | 'counter' | 'before' | 'empty' | 'demo' | 'sound'

/** What a display speaks: a language in large letters, and another one smaller beside it for those who miss it. */
type Speech = { readonly main: Language; readonly second: Language }

/** The language that a display was set up with, and English; beside English, German. */
export function speechOf(language: Language): Speech {
  return { main: language, second: language === 'en' ? 'de' : 'en' }
}

function Both({ speech, word }: { readonly speech: Speech; readonly word: Word }) {
  return (
    <>
      {hallTexts(speech.main)(`display.${word}`)}{' '}
      <span className="display-second" lang={languageTag(speech.second)}>
        {hallTexts(speech.second)(`display.${word}`)}
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
  readonly language: Language
  readonly stylesheet: string
  readonly script: string | undefined
}) {
  const { site, view, now, isDemo, language } = props
  const speech = speechOf(language)
  const main = hallTexts(speech.main)
  const name = site.texts.name[language]
  return (
    <html lang={languageTag(language)}>
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href={PAGE_ICON} />
        <title>{main('display.title', { site: name })}</title>
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
          data-language={speech.main}
          data-second={speech.second}
          data-offline={main('display.offline')}
          data-offline-second={hallTexts(speech.second)('display.offline')}
        >
          <header className="display-header">
            <h1 className="display-header__site">{name}</h1>
            <p className="display-header__time" data-clock="">
              {formatTime(now, site.timeZone, language)}
            </p>
          </header>
          <div className="display-stale" role="status" data-stale="" hidden>
            <p data-stale-main="" />
            <p lang={languageTag(speech.second)} data-stale-second="" />
          </div>
          <div className="display-closed" role="status" data-closed="" hidden={view.closed === null}>
            <p data-closed-main="">{view.closed?.[speech.main]}</p>
            <p lang={languageTag(speech.second)} data-closed-second="">
              {view.closed?.[speech.second]}
            </p>
          </div>
          <main className="display-main">
            <Calls view={view} speech={speech} />
          </main>
          {isDemo && (
            <footer className="display-foot">
              <p>
                <Both speech={speech} word="demo" />
              </p>
            </footer>
          )}
          <button type="button" className="display-start" data-sound="" hidden>
            <Both speech={speech} word="sound" />
          </button>
        </div>
      </body>
    </html>
  )
}

function Calls({ view, speech }: { readonly view: HallView; readonly speech: Speech }) {
  const { current, before, isCrowded } = boardOf(view.calls)
  return (
    <>
      <section className="display-now" aria-labelledby="display-now">
        <h2 className="display-columns" id="display-now">
          <span>
            <Both speech={speech} word="number" />
          </span>
          <span>
            <Both speech={speech} word="counter" />
          </span>
        </h2>
        <ol className={classNames('display-calls', isCrowded && 'display-calls--many')} data-calls="current">
          {current.map((call) => (
            <Call key={call.number} view={view} call={call} speech={speech} />
          ))}
        </ol>
        <p className="display-empty" data-empty="" hidden={current.length > 0}>
          <Both speech={speech} word="empty" />
        </p>
      </section>
      <section className="display-past" aria-labelledby="display-past">
        <h2 className="display-columns" id="display-past">
          <span>
            <Both speech={speech} word="before" />
          </span>
        </h2>
        <ol className="display-calls" data-calls="before">
          {before.map((call) => (
            <Call key={call.number} view={view} call={call} speech={speech} />
          ))}
        </ol>
      </section>
    </>
  )
}

function Call(props: {
  readonly view: HallView
  readonly call: HallView['calls'][number]
  readonly speech: Speech
}) {
  const { view, call, speech } = props
  const counter = view.counters.find((each) => each.counter.id === call.counterId)?.counter
  const level = counter?.texts.level
  const second = [counter?.texts.label[speech.second], level?.[speech.second]].filter(Boolean).join(', ')
  return (
    <li className="display-call" data-call={call.number}>
      <span className="display-call__number">{call.ticketNumber}</span>
      <span className="display-call__arrow" aria-hidden="true">
        →
      </span>
      <span className="display-call__counter">
        <span className="display-call__label">{counter?.texts.label[speech.main]}</span>
        <span className="display-call__level">
          <span>{level?.[speech.main]}</span>
          <span lang={languageTag(speech.second)}>{second}</span>
        </span>
      </span>
    </li>
  )
}
