import { CODE_ALPHABET } from '#platform/crypto/token.ts'
import { classNames } from '#ui/className.ts'
import { KioskPage, KioskRefusal } from './KioskPage.tsx'
import { type KioskPlace, kioskHref } from './kioskPlace.ts'
import { hallTexts } from './texts.ts'

/** One field for the scanner, which types a code and Enter, and for the booking number. */
export function KioskCheckIn(props: {
  readonly place: KioskPlace
  readonly typed?: string
  readonly refusal?: string
}) {
  const { place, typed, refusal } = props
  const t = hallTexts(place.language)
  return (
    <KioskPage place={place} title={t('kiosk.checkIn.title')} path="/check-in" back="">
      <h1 className="kiosk-question">{t('kiosk.checkIn.title')}</h1>
      {refusal !== undefined && (
        <div id="code-error">
          <KioskRefusal place={place} text={refusal} />
        </div>
      )}
      <p className="kern-body">{t('kiosk.checkIn.scan')}</p>
      <Camera place={place} />
      <form
        method="post"
        action={kioskHref(place, '/check-in')}
        className="kiosk-form kiosk-form--code"
        data-once=""
      >
        <CodeField
          place={place}
          label={t('kiosk.checkIn.label')}
          hint={t('kiosk.checkIn.hint')}
          keys={CODE_ALPHABET}
          typed={typed}
          refused={refusal !== undefined}
        />
        <button type="submit" className="kern-btn kern-btn--primary">
          <span className="kern-label">{t('kiosk.checkIn.send')}</span>
        </button>
      </form>
    </KioskPage>
  )
}

/** The one field of a page, into which a scanner types, too; with keys to press for kiosks without a keyboard. */
export function CodeField(props: {
  readonly place: KioskPlace
  readonly label: string
  readonly hint: string
  readonly keys: string
  readonly typed: string | undefined
  /** The refusal stands on the page as `code-error`. */
  readonly refused: boolean
  /** A telephone number is typed, not a code. */
  readonly isTelephone?: boolean
}) {
  const { place, label, hint, keys, typed, refused, isTelephone } = props
  return (
    <>
      <label className="kern-label kern-label--large" htmlFor="code">
        {label}
      </label>
      <p className="kern-hint" id="code-hint">
        {hint}
      </p>
      <input
        className="kiosk-code"
        id="code"
        name="code"
        type={isTelephone ? 'tel' : 'text'}
        defaultValue={typed}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={isTelephone ? 40 : 300}
        // biome-ignore lint/a11y/noAutofocus: the page is this one field, and a scanner types into it
        autoFocus
        aria-describedby={refused ? 'code-hint code-error' : 'code-hint'}
        aria-invalid={refused ? true : undefined}
      />
      <Keypad place={place} target="code" keys={keys} isTelephone={isTelephone === true} />
    </>
  )
}

/** Shown by apps/kiosk/camera.ts where there is a camera. */
function Camera({ place }: { readonly place: KioskPlace }) {
  if (!place.camera) return null
  const t = hallTexts(place.language)
  const note = (name: 'looking' | 'nothing' | 'failed') => (
    <p className="kern-body" data-camera-note={name} hidden>
      {t(`kiosk.camera.${name}`)}
    </p>
  )
  return (
    <section
      className="kiosk-camera"
      aria-label={t('kiosk.camera.label')}
      data-camera={place.camera.script}
      data-camera-reader={place.camera.reader}
      hidden
    >
      <button type="button" className="kern-btn kern-btn--secondary">
        <span className="kern-label">{t('kiosk.camera.read')}</span>
      </button>
      <div role="status">
        {note('looking')}
        {note('nothing')}
        {note('failed')}
      </div>
      <video className="kiosk-camera__picture" muted playsInline hidden />
    </section>
  )
}

/** Where the script puts keys to press, for kiosks without a keyboard. */
export function Keypad(props: {
  readonly place: KioskPlace
  readonly target: string
  readonly keys: string
  readonly hasSpace?: boolean
  /** Three keys in a row, as on a telephone. */
  readonly isTelephone?: boolean
}) {
  const t = hallTexts(props.place.language)
  return (
    <fieldset
      className={classNames(
        'kiosk-keypad',
        props.hasSpace && 'kiosk-keypad--letters',
        props.isTelephone && 'kiosk-keypad--telephone',
      )}
      aria-label={t('kiosk.keypad.label')}
      data-keypad={props.target}
      data-keys={props.keys}
      data-delete={t('kiosk.keypad.delete')}
      data-space={props.hasSpace ? t('kiosk.keypad.space') : undefined}
      hidden
    />
  )
}
