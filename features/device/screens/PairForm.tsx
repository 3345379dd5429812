import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { pairDeviceRoute } from '../contract.ts'
import { PAIR_FAILURES } from './failures.ts'
import { deviceTexts } from './texts.ts'

/** Pairs the device that shows a code with a site. What was typed stays until it has worked. */
export function PairForm({
  site,
  onPaired,
}: {
  readonly site: string | null
  readonly onPaired: () => void
}) {
  const { language, directory, announce } = useConsole()
  const t = deviceTexts(language)
  const pair = useCommand(pairDeviceRoute)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<ErrorCode<typeof pairDeviceRoute> | ClientCode>()

  async function send(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return setFailure('no_name')
    const answer = await pair.press({ body: { code, site: chosen, name } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('pair.done', { name }))
    setCode('')
    setName('')
    onPaired()
  }

  return (
    <section className="console-panel" aria-labelledby="pair">
      <h2 className="console-panel__title" id="pair">
        {t('pair.title')}
      </h2>
      <p className="kern-body">{t('pair.how')}</p>
      <form className="console-form" onSubmit={(event) => void send(event)}>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, PAIR_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <TextInput
          label={t('pair.code')}
          hint={t('pair.codeHint')}
          value={code}
          maxLength={10}
          onChange={setCode}
        />
        <TextInput label={t('name')} hint={t('name.hint')} value={name} maxLength={60} onChange={setName} />
        {site === null && (
          <Picker
            label={t('site')}
            options={directory.sites.map((each) => ({ value: each.key, text: each.name }))}
            value={chosen}
            onChange={setChosen}
          />
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={pair.busy}>
            {t('pair.send')}
          </ActionButton>
        </div>
      </form>
    </section>
  )
}
