import { type FormEvent, useId, useState } from 'react'
import { LANGUAGES, languageTag } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { tryTemplateRoute } from '../contract.ts'
import { TRY_FAILURES } from './failures.ts'
import { messageTexts, type PreviewNow } from './texts.ts'

export type TemplatePreviewProps = {
  readonly preview: PreviewNow
  readonly busy: boolean
  readonly canSave: boolean
  readonly onSave: () => void
}

/** The mail of an example in every language, as it arrives; from here it is saved, or sent to try it. */
export function TemplatePreview({ preview, busy, canSave, onSave }: TemplatePreviewProps) {
  const { language } = useConsole()
  const t = messageTexts(language)
  const nameOf = consoleTexts(language)
  return (
    <section className="template-preview" aria-labelledby="template-preview">
      <h3 className="console-panel__title" id="template-preview">
        {t('preview')}
      </h3>
      <p className="kern-hint">{t('preview.example')}</p>
      <div className="template-languages">
        {preview.mails.map((mail) => (
          <section key={mail.language} aria-labelledby={`preview-${mail.language}`}>
            <h4 className="template-language" id={`preview-${mail.language}`}>
              {nameOf(`language.${mail.language}`)}
            </h4>
            <p className="kern-body">
              {t('part.subject')}: <strong lang={languageTag(mail.language)}>{mail.subject}</strong>
            </p>
            <iframe
              className="template-frame"
              title={t('preview.frame', { language: nameOf(`language.${mail.language}`) })}
              src={`/message-drafts/${preview.draft}/${mail.language}`}
              sandbox=""
            />
            <details>
              <summary>{t('preview.text', { language: nameOf(`language.${mail.language}`) })}</summary>
              <pre className="template-text" lang={languageTag(mail.language)}>
                {mail.text}
              </pre>
            </details>
          </section>
        ))}
      </div>
      <div className="console-toolbar">
        {canSave && (
          <ActionButton variant="primary" busy={busy} onPress={onSave}>
            {t('save')}
          </ActionButton>
        )}
      </div>
      <TryForm draft={preview.draft} />
    </section>
  )
}

function TryForm({ draft }: { readonly draft: string }) {
  const { language, announce } = useConsole()
  const t = messageTexts(language)
  const title = useId()
  const send = useCommand(tryTemplateRoute)
  const [to, setTo] = useState('')
  const [tried, setTried] = useState<(typeof LANGUAGES)[number]>('de')
  const [outcome, setOutcome] = useState<'sent' | ErrorCode<typeof tryTemplateRoute> | ClientCode>()

  async function press(event: FormEvent) {
    event.preventDefault()
    const answer = await send.press({ params: { draft }, body: { language: tried, to } })
    if (!answer) return
    setOutcome(answer.ok ? 'sent' : answer.code)
    if (answer.ok) announce(t('try.sent', { to }))
  }

  const failed = outcome !== undefined && outcome !== 'sent'
  return (
    <form
      className="plan-form template-preview"
      aria-labelledby={title}
      onSubmit={(event) => void press(event)}
      noValidate
    >
      <h4 className="kern-label" id={title}>
        {t('try')}
      </h4>
      <Picker
        label={t('try.language')}
        options={LANGUAGES.map((each) => ({ value: each, text: consoleTexts(language)(`language.${each}`) }))}
        value={tried}
        onChange={(value) => setTried(LANGUAGES.find((each) => each === value) ?? tried)}
      />
      <TextInput
        label={t('try.to')}
        hint={t('try.hint')}
        type="email"
        value={to}
        maxLength={254}
        error={failed ? failureText(outcome, TRY_FAILURES, t, consoleTexts(language)) : undefined}
        onChange={(value) => {
          setTo(value)
          setOutcome(undefined)
        }}
      />
      {outcome === 'sent' && <p className="kern-body">{t('try.sent', { to })}</p>}
      <div className="console-toolbar">
        <ActionButton type="submit" busy={send.busy}>
          {t('try.send')}
        </ActionButton>
      </div>
    </form>
  )
}
