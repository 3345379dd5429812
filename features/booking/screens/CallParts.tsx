import type { CallOutcome } from '#features/message/model/call.ts'
import { parseInstant } from '#kernel/instant.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import { formatTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { bookingTexts } from './texts.ts'

/** What is known of calls to somebody, and what to say, whatever it is about. */
export type CallKnown = {
  readonly told: boolean
  readonly tries: number
  readonly againAt: string | null
  readonly isLater: boolean
  readonly language: Language
  readonly say: Readonly<Record<Language, string>>
}

type OutcomesProps = {
  readonly told: boolean
  readonly name: string
  readonly busy: boolean
  /** With the words that say by voice what was noted. */
  readonly onOutcome: (outcome: CallOutcome, words: string) => void
}

/** One press for what came of a call; told can be taken back. */
export function CallOutcomes({ told, name, busy, onOutcome }: OutcomesProps) {
  const t = bookingTexts(useConsole().language)
  if (told)
    return (
      <ActionButton
        label={t('calls.untellNamed', { name })}
        busy={busy}
        onPress={() => onOutcome('open', t('calls.untold', { name }))}
      >
        {t('calls.untell')}
      </ActionButton>
    )
  return (
    <>
      <ActionButton
        label={t('calls.tellNamed', { name })}
        busy={busy}
        onPress={() => onOutcome('told', t('calls.toldNow', { name }))}
      >
        {t('calls.tell')}
      </ActionButton>
      <ActionButton
        label={t('undelivered.notReachedNamed', { name })}
        busy={busy}
        onPress={() => onOutcome('not_reached', t('undelivered.noted', { name }))}
      >
        {t('undelivered.notReached')}
      </ActionButton>
      <ActionButton
        label={t('undelivered.laterNamed', { name })}
        busy={busy}
        onPress={() => onOutcome('later', t('undelivered.noted', { name }))}
      >
        {t('undelivered.later')}
      </ActionButton>
    </>
  )
}

/** How often somebody was called in vain and when it is worth it again, and the words to say. `zone`: of that time. */
export function Called({ call, zone }: { readonly call: CallKnown; readonly zone: string }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const { tries, againAt, isLater, told } = call
  const called = [
    ...(tries > 0 ? [t('undelivered.tries', { count: tries })] : []),
    ...(againAt && isLater
      ? [t('undelivered.again', { time: formatTime(parseInstant(againAt), zone, language) })]
      : []),
  ]
  return (
    <>
      {called.length > 0 && <span className="console-line">{called.join(', ')}</span>}
      {!told && <Say call={call} />}
    </>
  )
}

/** The words to say: in the language of the person, and of whoever calls if that is another. */
function Say({ call: { language: own, say } }: { readonly call: CallKnown }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const name = consoleTexts(language)(`language.${own}`)
  return (
    <details className="console-line">
      <summary>{t('undelivered.say')}</summary>
      {own !== language && (
        <>
          <p className="kern-hint">{t('undelivered.sayOwn', { language: name })}</p>
          <p className="kern-body" lang={languageTag(own)}>
            {say[own]}
          </p>
        </>
      )}
      <p className="kern-body">{say[language]}</p>
    </details>
  )
}
