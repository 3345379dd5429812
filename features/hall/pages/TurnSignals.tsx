import type { Site } from '#features/authority/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { type PushTerms, Signals } from '#ui/Signals.tsx'
import { hallTexts } from './texts.ts'

/** Sound, and messages on the phone, for whoever waits; once the visit is over what it left behind is tidied up. */
export function TurnSignals(props: {
  readonly language: Language
  readonly push: PushTerms | undefined
  readonly isOver: boolean
}) {
  const t = hallTexts(props.language)
  const words = {
    title: t('waiting.signals.title'),
    soundOff: t('waiting.signals.soundOff'),
    soundLost: t('waiting.signals.soundLost'),
    soundOn: t('waiting.signals.soundOn'),
    soundStop: t('waiting.signals.soundStop'),
    pushOff: t('waiting.signals.pushOff'),
    pushHint: t('waiting.signals.pushHint'),
    pushOn: t('waiting.signals.pushOn'),
    pushStop: t('waiting.signals.pushStop'),
    pushDenied: t('waiting.signals.pushDenied'),
    pushHome: t('waiting.signals.pushHome'),
    pushNone: t('waiting.signals.pushNone'),
    pushFailed: t('waiting.signals.pushFailed'),
  }
  return <Signals words={words} language={props.language} push={props.push} over={props.isOver} />
}

/** What a phone needs to be told of this visit; its key is that of the visit's month. */
export function pushTermsOf(
  token: string,
  { day }: Pick<Visit, 'day'>,
  keyOf: (month: string) => string,
): PushTerms {
  const month = day.slice(0, 7)
  return {
    address: `/api/visits/${token}/push`,
    worker: `/w/${token}/worker.js?day=${day}`,
    key: keyOf(month),
    month,
    day,
  }
}

/** What the home screen of a phone keeps of a waiting page; its name tells the city and the number, nobody's own. */
export function appOf(token: string, site: Site, { ticketNumber }: Visit, language: Language): object {
  const name = `${ticketNumber ?? ''} ${site.texts.name[language]}`.trim()
  return {
    name,
    short_name: ticketNumber ?? name,
    start_url: `/w/${token}?lang=${language}`,
    scope: `/w/${token}`,
    display: 'standalone',
    lang: language === 'en' ? 'en' : 'de',
  }
}
