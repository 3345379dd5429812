import type { Language } from '#kernel/language.ts'
import { type PushTerms, Signals } from '#ui/Signals.tsx'
import { texts } from './texts.ts'

/** Offers to be reminded on this phone, where browser and city can do it; without script it is not there. */
export function PhoneReminder({
  language,
  push,
}: {
  readonly language: Language
  readonly push: PushTerms | undefined
}) {
  if (!push) return null
  const t = texts(language)
  const words = {
    title: t('phone.title'),
    soundOff: '',
    soundLost: '',
    soundOn: '',
    soundStop: '',
    pushOff: t('phone.off'),
    pushHint: t('phone.hint'),
    pushOn: t('phone.on'),
    pushStop: t('phone.stop'),
    pushDenied: t('phone.denied'),
    pushHome: t('phone.home'),
    pushNone: t('phone.none'),
    pushFailed: t('phone.failed'),
  }
  return <Signals words={words} language={language} push={push} silent />
}
