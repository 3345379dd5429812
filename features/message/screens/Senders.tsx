import { type FormEvent, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { changeSenderRoute, sendersRoute } from '../contract/sender.ts'
import { EMAIL_LIMIT } from '../model/address.ts'
import { SENDER_NAME_LIMIT } from '../model/sender.ts'
import { SENDER_FAILURES } from './failures.ts'
import { messageTexts } from './texts.ts'

type Line = Output<typeof sendersRoute>['sites'][number]
type City = Output<typeof sendersRoute>['city']

/** Who sends the mails of each site: the city, or the site under a name and an address of its own. */
export function Senders() {
  const { language, directory } = useConsole()
  const t = messageTexts(language)
  const { data, refetch } = useRead(sendersRoute, {})
  const [chosen, setChosen] = useState<string>()
  const line = data?.sites.find(({ site }) => site === chosen) ?? data?.sites[0]
  if (!data || !line) return null
  const nameOf = (site: string) => directory.sites.find(({ key }) => key === site)?.name ?? site
  return (
    <section className="console-panel" aria-labelledby="senders">
      <h2 className="console-panel__title" id="senders">
        {t('sender.title')}
      </h2>
      <p className="kern-body">{t('sender.intro', data.city)}</p>
      <div className="plan-site">
        <Picker
          label={t('sender.site')}
          options={data.sites.map(({ site, sender }) => ({
            value: site,
            text: sender ? `${nameOf(site)} · ${t('sender.own')}` : nameOf(site),
          }))}
          value={line.site}
          onChange={setChosen}
        />
      </div>
      <SenderForm
        key={`${line.site} ${JSON.stringify(line.sender)}`}
        line={line}
        name={nameOf(line.site)}
        city={data.city}
        onChanged={() => void refetch()}
      />
    </section>
  )
}

type SenderFormProps = {
  readonly line: Line
  readonly name: string
  readonly city: City
  readonly onChanged: () => void
}

function SenderForm({ line, name, city, onChanged }: SenderFormProps) {
  const { language, announce } = useConsole()
  const t = messageTexts(language)
  const change = useCommand(changeSenderRoute)
  const [typed, setTyped] = useState({
    name: line.sender?.name ?? '',
    address: line.sender?.address ?? '',
    reply: line.sender?.replyAddress ?? '',
  })
  const [failure, setFailure] = useState<ErrorCode<typeof changeSenderRoute> | ClientCode>()
  const common = consoleTexts(language)
  const beside = (...codes: readonly (typeof failure)[]) =>
    failure && codes.includes(failure) ? failureText(failure, SENDER_FAILURES, t, common) : undefined
  const set = (field: keyof typeof typed) => (value: string) => {
    setTyped({ ...typed, [field]: value })
    setFailure(undefined)
  }

  async function send(sender: Line['sender']) {
    const answer = await change.press({ params: { site: line.site }, body: { sender } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t(sender ? 'sender.saved' : 'sender.gone', { site: name }))
    onChanged()
  }

  function save(event: FormEvent) {
    event.preventDefault()
    const reply = typed.reply.trim()
    void send({
      name: typed.name.trim(),
      address: typed.address.trim(),
      replyAddress: reply === '' ? null : reply,
    })
  }

  const elsewhere = failure && !(failure in BESIDE)
  return (
    <form className="plan-form" onSubmit={save} noValidate>
      {elsewhere && (
        <Alert kind="danger" title={failureText(failure, SENDER_FAILURES, t, common)} live="assertive" />
      )}
      <TextInput
        label={t('sender.name')}
        hint={t('sender.nameHint', { name: city.name })}
        value={typed.name}
        maxLength={2 * SENDER_NAME_LIMIT}
        error={beside('bad_sender_name')}
        onChange={set('name')}
      />
      <TextInput
        label={t('sender.address')}
        hint={t('sender.addressHint', { address: city.address })}
        type="email"
        value={typed.address}
        maxLength={EMAIL_LIMIT}
        error={beside('bad_sender_address', 'unsigned_domain')}
        onChange={set('address')}
      />
      <TextInput
        label={t('sender.reply')}
        hint={t('sender.replyHint')}
        optional={common('optional')}
        type="email"
        value={typed.reply}
        maxLength={EMAIL_LIMIT}
        error={beside('bad_reply_address')}
        onChange={set('reply')}
      />
      <div className="console-toolbar">
        <ActionButton type="submit" variant="primary" busy={change.busy}>
          {t('sender.save')}
        </ActionButton>
        {line.sender && (
          <ActionButton busy={change.busy} onPress={() => void send(null)}>
            {t('sender.remove')}
          </ActionButton>
        )}
      </div>
    </form>
  )
}

/** Said beside the field that they are about. */
const BESIDE = {
  bad_sender_name: true,
  bad_sender_address: true,
  bad_reply_address: true,
  unsigned_domain: true,
}
