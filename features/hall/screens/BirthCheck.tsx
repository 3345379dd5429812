import { type FormEvent, useState } from 'react'
import { birthDateRoute } from '#features/booking/contract/oddities.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { hallTexts } from './texts.ts'

type Answer = Output<typeof birthDateRoute>['answer']

const ALERTS = { fits: 'success', differs: 'warning', unknown: 'info' } as const
const FAILURES = { not_asked: 'birth.notAsked' } as const

/** The clerk types the date of birth from the paper and sees whether it is the one of the booking. */
export function BirthCheck({ visit }: { readonly visit: string }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const check = useCommand(birthDateRoute)
  const [birthDate, setBirthDate] = useState('')
  const [answer, setAnswer] = useState<Answer>()
  const [failure, setFailure] = useState<ErrorCode<typeof birthDateRoute> | ClientCode>()

  async function submit(event: FormEvent) {
    event.preventDefault()
    setAnswer(undefined)
    if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return setFailure('invalid_input')
    const given = await check.press({ params: { visit }, body: { birthDate } })
    if (!given) return
    setFailure(given.ok ? undefined : given.code)
    if (given.ok) setAnswer(given.value.answer)
  }

  const text = failure && failureText(failure, FAILURES, t, consoleTexts(language))
  return (
    <form className="console-form" onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        type="date"
        label={t('birth.label')}
        hint={t('birth.hint')}
        value={birthDate}
        onChange={(value) => {
          setBirthDate(value)
          setAnswer(undefined)
        }}
        error={text}
      />
      <ActionButton type="submit" busy={check.busy}>
        {t('birth.check')}
      </ActionButton>
      {answer && <Alert kind={ALERTS[answer]} title={t(`birth.${answer}`)} live="polite" />}
    </form>
  )
}
