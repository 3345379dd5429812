import { useRef, useState } from 'react'
import { LANGUAGES, type Language, languageTag } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { EditingForm } from '#ui/console/EditingForm.tsx'
import { failureText } from '#ui/console/failure.ts'
import { TextBox } from '#ui/console/TextBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { previewTemplateRoute, writeTemplateRoute } from '../contract.ts'
import {
  BUILT_IN,
  faultsOfTexts,
  LONGEST_PART,
  sameTexts,
  TEMPLATE_PARTS,
  type TemplateKind,
  type TemplatePart,
  type TemplateTexts,
} from '../model/template.ts'
import { WRITE_FAILURES } from './failures.ts'
import { faultWords } from './faultWords.ts'
import { Placeholders } from './Placeholders.tsx'
import { TemplatePreview } from './TemplatePreview.tsx'
import { messageTexts, type PreviewNow, type TemplateNow } from './texts.ts'
import { unsaved } from './unsaved.ts'

export type TemplateFormProps = {
  readonly kind: TemplateKind
  readonly template: TemplateNow
  /** `saved`: the words hold now; else somebody else has changed them. */
  readonly onChanged: (saved: boolean) => void
}

/** Words a kind of mail. First it shows how its mail arrives in every language; nothing is saved unseen. */
export function TemplateForm({ kind, template, onChanged }: TemplateFormProps) {
  const { language, announce } = useConsole()
  const t = messageTexts(language)
  const look = useCommand(previewTemplateRoute)
  const save = useCommand(writeTemplateRoute)
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<TemplateTexts>(unsaved.of(kind) ?? template.texts)
  const [isChecked, setChecked] = useState(false)
  const [preview, setPreview] = useState<PreviewNow>()
  const [failure, setFailure] = useState<ErrorCode<typeof writeTemplateRoute> | ClientCode>()
  const faults = isChecked ? faultsOfTexts(kind, typed) : []
  const isUnsaved = !sameTexts(typed, template.texts)

  const change = (part: TemplatePart, each: Language, value: string) => {
    const texts = { ...typed, [part]: { ...typed[part], [each]: value } }
    unsaved.keep(kind, sameTexts(texts, template.texts) ? undefined : texts)
    setTyped(texts)
    setPreview(undefined)
    setFailure(undefined)
  }

  async function show() {
    setChecked(true)
    const [first] = faultsOfTexts(kind, typed)
    if (first) {
      form.current
        ?.querySelector<HTMLElement>(`[data-field="${first.part} ${first.language}"] :is(input, textarea)`)
        ?.focus()
      return
    }
    const answer = await look.press({ params: { kind }, body: { texts: typed } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    setPreview(answer.ok ? answer.value : undefined)
    if (answer.ok) announce(t('preview.ready'))
  }

  async function send(texts: TemplateTexts) {
    const answer = await save.press({ params: { kind }, body: { texts, seen: template.newest } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('saved'))
    if (answer.ok || answer.code === 'changed_meanwhile') onChanged(answer.ok)
  }

  return (
    <>
      <EditingForm
        id="template-form"
        title={t(`kind.${kind}`)}
        failure={failure && failureText(failure, WRITE_FAILURES, t, consoleTexts(language))}
        unsaved={isUnsaved ? t('unsaved') : undefined}
        form={form}
        onSubmit={show}
      >
        <Placeholders template={template} form={form} onInsert={change} typed={typed} />
        <div className="template-languages">
          {LANGUAGES.map((each) => (
            <fieldset className="plan-choices" key={each}>
              <legend className="template-language">{consoleTexts(language)(`language.${each}`)}</legend>
              {TEMPLATE_PARTS.map((part) => (
                <div key={part} data-field={`${part} ${each}`}>
                  <TextBox
                    label={t(`part.${part}`)}
                    hint={t('builtIn', { text: template.builtIn[part][each] })}
                    value={typed[part][each]}
                    rows={part === 'subject' ? 1 : 3}
                    maxLength={2 * LONGEST_PART[part]}
                    lang={languageTag(each)}
                    error={faultWords(
                      faults.filter((fault) => fault.part === part && fault.language === each),
                      t,
                    )}
                    onChange={(value) => change(part, each, value)}
                  />
                </div>
              ))}
            </fieldset>
          ))}
        </div>
        <div className="console-toolbar">
          <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={look.busy}>
            {t('look')}
          </ActionButton>
          {!sameTexts(template.texts, BUILT_IN) && (
            <ActionButton busy={save.busy} onPress={() => void send(BUILT_IN)}>
              {t('backToBuiltIn')}
            </ActionButton>
          )}
        </div>
      </EditingForm>
      {preview && (
        <TemplatePreview
          preview={preview}
          busy={save.busy}
          canSave={isUnsaved}
          onSave={() => void send(typed)}
        />
      )}
    </>
  )
}
