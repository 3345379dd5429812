import type { Site } from '#features/authority/model.ts'
import type { DisplaySettings } from '#features/device/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import type { HallView } from '../actions.ts'
import { arrowTo, boardOf, wayTo } from '../model.ts'
import { HereBand } from './HereBand.tsx'
import { hallTexts } from './texts.ts'

/** Without script the display is loaded anew after so many seconds. */
const REFRESH_SECONDS = 10

type Word = 'number' | 'counter' | 'before' | 'empty' | 'demo' | 'sound'

/** What a display speaks: a language in large letters, and another one smaller beside it for those who miss it. */
type Speech = { readonly main: Language; readonly second: Language | null }

/** How a display is that nobody has set up: the language that it was chosen in, and English; beside English, German. */
export function usualSettings(language: Language): DisplaySettings {
  return {
    language,
    secondLanguage: language === 'en' ? 'de' : 'en',
    volume: 70,
    quietFrom: null,
    quietUntil: null,
    speaks: true,
    flashes: false,
  }
}

function Both({ speech, word }: { readonly speech: Speech; readonly word: Word }) {
  return (
    <>
      {hallTexts(speech.main)(`display.${word}`)}
      {speech.second && (
        <>
          {' '}
          <span className="display-second" lang={languageTag(speech.second)}>
            {hallTexts(speech.second)(`display.${word}`)}
          </span>
        </>
      )}
    </>
  )
}

/** The calls of a site in large numbers, without names. */
export function DisplayPage(props: {
  readonly site: Site
  readonly view: HallView
  readonly now: Instant
  readonly isDemo: boolean
  readonly settings: DisplaySettings
  /** Is there somebody who speaks? */
  readonly canSpeak: boolean
  /** For "I am here" on the phone; null where a mobile team stops. */
  readonly hereCode: string | null
  readonly stylesheet: string
  readonly script: string | undefined
}) {
  const { site, view, now, isDemo, settings } = props
  const { language } = settings
  const speech = { main: language, second: settings.secondLanguage }
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
          data-second={speech.second ?? ''}
          data-settings={Object.values(settings).join(' ')}
          data-volume={settings.volume}
          data-quiet-from={settings.quietFrom ?? ''}
          data-quiet-until={settings.quietUntil ?? ''}
          data-flashes={settings.flashes ? '' : undefined}
          data-speaks={settings.speaks && props.canSpeak ? '' : undefined}
          data-offline={main('display.offline')}
          data-offline-second={speech.second ? hallTexts(speech.second)('display.offline') : ''}
        >
          <header className="display-header">
            <h1 className="display-header__site">{name}</h1>
            <p className="display-header__time" data-clock="">
              {formatTime(now, site.timeZone, language)}
            </p>
          </header>
          <div className="display-stale" role="status" data-stale="" hidden>
            <p data-stale-main="" />
            <p lang={languageTag(speech.second ?? language)} data-stale-second="" />
          </div>
          <div className="display-closed" role="status" data-closed="" hidden={view.closed === null}>
            <p data-closed-main="">{view.closed?.[speech.main]}</p>
            <p lang={languageTag(speech.second ?? language)} data-closed-second="">
              {speech.second && view.closed?.[speech.second]}
            </p>
          </div>
          <main className="display-main">
            <Calls view={view} speech={speech} />
          </main>
          <HereBand {...speech} site={site} code={props.hereCode} />
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
  const way = (spoken: Language) => (counter ? wayTo(counter.texts, spoken) : '')
  const direction = counter?.texts.direction
  const second = speech.second
    ? [counter?.texts.label[speech.second], way(speech.second)].filter(Boolean).join(', ')
    : ''
  return (
    <li className="display-call" data-call={call.number} data-line={direction?.line ?? ''}>
      <span className="display-call__number">{call.ticketNumber}</span>
      <span className="display-call__arrow" aria-hidden="true">
        {arrowTo(direction)}
      </span>
      <span className="display-call__counter">
        <span className="display-call__label">{counter?.texts.label[speech.main]}</span>
        <span className="display-call__level">
          <span>{way(speech.main)}</span>
          <span lang={languageTag(speech.second ?? speech.main)}>{second}</span>
        </span>
      </span>
    </li>
  )
}
