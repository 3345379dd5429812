import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { whyRoute } from '../contract/standing.ts'
import { WHY_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'
import { type Why, whySentence } from './whyWords.ts'

/** A number as people type it. */
const NUMBER = /^[A-Za-z][0-9]{3,4}$/

/** "Why was she before me?": two numbers, one true sentence. */
export function WhyPanel({ site }: { readonly site: string }) {
  const { call, language, directory } = useConsole()
  const t = hallTexts(language)
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [why, setWhy] = useState<Why>()
  const [failure, setFailure] = useState<ErrorCode<typeof whyRoute> | ClientCode>()

  async function ask(event: FormEvent) {
    event.preventDefault()
    const [one, other] = [first.trim(), second.trim()]
    if (!NUMBER.test(one) || !NUMBER.test(other) || one.toUpperCase() === other.toUpperCase()) {
      setWhy(undefined)
      return setFailure('unknown_number')
    }
    const answer = await call(whyRoute, { params: { site }, query: { first: one, second: other } })
    setFailure(answer.ok ? undefined : answer.code)
    setWhy(answer.ok ? answer.value : undefined)
  }

  return (
    <section className="console-panel" aria-labelledby="hall-why">
      <h2 className="console-panel__title" id="hall-why">
        {t('why.title')}
      </h2>
      <form className="console-form" onSubmit={(event) => void ask(event)} noValidate>
        <div className="desk-part">
          <TextInput label={t('why.first')} value={first} onChange={setFirst} maxLength={5} />
          <TextInput label={t('why.second')} value={second} onChange={setSecond} maxLength={5} />
        </div>
        <ActionButton type="submit">{t('why.button')}</ActionButton>
      </form>
      {failure && (
        <Alert
          kind="warning"
          title={failureText(failure, WHY_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <p className="kern-body" role="status">
        {why && whySentence(why, zoneOf(directory, site), language, t)}
      </p>
    </section>
  )
}
