import type { Site } from '#features/authority/model.ts'
import type { DisplayContent, DisplaySettings } from '#features/device/model.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { type Language, languageTag, type Texts } from '#kernel/language.ts'
import { shownText } from '#kernel/shownText.ts'
import { formatTime } from '#platform/time/format.ts'
import { classNames } from '#ui/className.ts'
import { PAGE_ICON } from '#ui/crest.ts'
import type { Shown } from '../actions.ts'
import { arrowTo, boardOf, houseLines, houseMaySpeak, lineAt, wayTo } from '../model.ts'
import { HereBand } from './HereBand.tsx'
import { hallTexts } from './texts.ts'

/** Without script the display is loaded anew after so many seconds. */
const REFRESH_SECONDS = 10

type Word = 'number' | 'counter' | 'before' | 'empty' | 'demo' | 'sound' | 'serving'

/** What a display speaks: a language in large letters, and another one smaller beside it for those who miss it. */
type Speech = { readonly main: Language; readonly second: Language | null }

/** How a display is that nobody has set up: the language that it was chosen in, and English; beside English, German. */
export function usualSettings(language: Language, shows: DisplayContent = 'calls'): DisplaySettings {
  return {
    language,
    secondLanguage: language === 'en' ? 'de' : 'en',
    volume: 70,
    quietFrom: null,
    quietUntil: null,
    speaks: true,
    flashes: false,
    shows,
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
  readonly view: Shown
  readonly now: Instant
  readonly isDemo: boolean
  readonly settings: DisplaySettings
  /** Is there somebody who speaks? */
  readonly canSpeak: boolean
  /** For "I am here" on the phone; null where a mobile team stops. */
  readonly hereCode: string | null
  readonly stylesheet: string
  readonly script: string | undefined
  /** The script that shows the frame when the display is switched on without network. */
  readonly worker: string | undefined
}) {
  const { site, view, now, isDemo, settings } = props
  const { language } = settings
  const speech = { main: language, second: settings.secondLanguage }
  const main = hallTexts(speech.main)
  const name = shownText(site.texts.name[language], 60)
  const current = boardOf(view.calls).current.length
  const whole = settings.shows === 'house'
  const speaks = houseMaySpeak({ calls: current, isNew: false, whole })
  // Without script the page comes anew, and each time says what it would say then.
  const line = speaks ? lineAt(houseLines(view.house), now) : undefined
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
          className={classNames('display', whole && 'display--house')}
          data-display={site.key}
          data-worker={props.worker}
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
          <main className="display-body">
            <div className="display-main" data-main="" hidden={whole && speaks}>
              <Calls view={view} speech={speech} />
            </div>
            <House view={view} speech={speech} line={line} whole={whole} speaks={speaks} />
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

function Calls({ view, speech }: { readonly view: Shown; readonly speech: Speech }) {
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
            <Call key={call.call} call={call} speech={speech} />
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
            <Call key={call.call} call={call} speech={speech} />
          ))}
        </ol>
      </section>
    </>
  )
}

function Call(props: { readonly call: Shown['calls'][number]; readonly speech: Speech }) {
  const { call, speech } = props
  const second = speech.second
    ? [call.counter[speech.second], wayTo(call, speech.second)].filter(Boolean).join(', ')
    : ''
  return (
    <li className="display-call" data-call={call.call} data-line={call.direction?.line ?? ''}>
      <span className="display-call__number">{call.ticketNumber}</span>
      <span className="display-call__arrow" aria-hidden="true">
        {arrowTo(call.direction)}
      </span>
      <span className="display-call__counter">
        <span className="display-call__label">{call.counter[speech.main]}</span>
        <span className="display-call__level">
          <span>{wayTo(call, speech.main)}</span>
          <span lang={languageTag(speech.second ?? speech.main)}>{second}</span>
        </span>
      </span>
    </li>
  )
}

/** What the house says beside the calls; on a screen that is there for it, in their place, with who is being served. */
function House(props: {
  readonly view: Shown
  readonly speech: Speech
  readonly line: Texts | undefined
  readonly whole: boolean
  readonly speaks: boolean
}) {
  const { view, speech, line, whole, speaks } = props
  return (
    <section
      className="display-house"
      aria-label={hallTexts(speech.main)('display.house')}
      data-house=""
      hidden={!speaks || (!whole && line === undefined)}
    >
      <div className="display-house__words">
        <p data-house-main="">{line?.[speech.main]}</p>
        <p className="display-second" lang={languageTag(speech.second ?? speech.main)} data-house-second="">
          {speech.second && line?.[speech.second]}
        </p>
      </div>
      {whole && (
        <div className="display-house__serving">
          <p className="display-columns">
            <span>
              <Both speech={speech} word="serving" />
            </span>
          </p>
          <ol className="display-calls" data-serving="">
            {view.serving.map(({ ticketNumber, counter }) => (
              <li key={ticketNumber} className="display-serving">
                <span>{ticketNumber}</span>
                <span>{counter[speech.main]}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  )
}
