import { type FormEvent, useRef, useState } from 'react'
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
import { useInSteps } from '#ui/console/useInSteps.ts'
import { changeRulesRoute, type hallRulesRoute, previewRulesRoute } from '../contract/rules.ts'
import { RULE_RANGES, type RuleKey } from '../model/hallRules.ts'
import { RULES_FAILURES } from './failures.ts'
import { RulesEffect } from './RulesEffect.tsx'
import {
  addPreview,
  type Decided,
  decidedBy,
  faultsOfRules,
  otherwise,
  type Preview,
  typedRules,
} from './rulesTyped.ts'
import { hallTexts } from './texts.ts'

type Read = Output<typeof hallRulesRoute>

export type RulesFormProps = {
  readonly site: string | null
  readonly line: Read['decided'][number]
  readonly usual: Read['usual']
  readonly city: Decided | undefined
  readonly onChanged: () => void
}

/** The rules in groups that belong together. */
const GROUPS: readonly {
  readonly title: 'credits' | 'arrival' | 'missed' | 'intake'
  readonly rules: readonly RuleKey[]
}[] = [
  {
    title: 'credits',
    rules: [
      'appointmentCreditMinutes',
      'selfServiceCreditMinutes',
      'needCreditMinutes',
      'ownNeedCreditMinutes',
      'pickUpCreditMinutes',
      'deskCreditMinutes',
      'creditCeilingMinutes',
    ],
  },
  { title: 'arrival', rules: ['earlyMinutes', 'lateMinutes'] },
  { title: 'missed', rules: ['callsBeforeMissed', 'missedWaitMinutes', 'awayMinutes'] },
  { title: 'intake', rules: ['intakeControl', 'intakeExtraMinutes'] },
]

/** Decides the rules of the city or a site. First it says what that would have done to waits; nothing is saved unseen. */
export function RulesForm({ site, line, usual, city, onChanged }: RulesFormProps) {
  const { language, announce, call } = useConsole()
  const t = hallTexts(language)
  const save = useCommand(changeRulesRoute)
  const form = useRef<HTMLFormElement>(null)
  const { answer: preview, ...work } = useInSteps<Preview, ClientCode | 'unknown_site'>(addPreview)
  const [typed, setTyped] = useState(() => typedRules(line.rules))
  const [faults, setFaults] = useState<readonly RuleKey[]>([])
  const [failure, setFailure] = useState<ErrorCode<typeof changeRulesRoute> | ClientCode>()
  const other = otherwise(site, usual, city)

  const change = (key: RuleKey, value: string) => {
    work.forget()
    setTyped({ ...typed, [key]: value })
    setFailure(undefined)
  }

  async function look(event: FormEvent) {
    event.preventDefault()
    const found = faultsOfRules(typed)
    setFaults(found)
    if (found.length > 0) {
      const [first = ''] = found
      form.current?.querySelector<HTMLInputElement>(`[data-rule="${first}"] input`)?.focus()
      return
    }
    const step = (from: number) => {
      const body = { site, rules: decidedBy(typed), from }
      return call(previewRulesRoute, { body }, { idempotencyKey: crypto.randomUUID() })
    }
    setFailure(await work.ask(step))
  }

  async function send() {
    const answer = await save.press({ body: { site, rules: decidedBy(typed), seen: line.newest } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('rules.saved'))
    onChanged()
  }

  return (
    <section className="console-panel" aria-labelledby="rules-form">
      <h2 className="console-panel__title" id="rules-form">
        {t(site === null ? 'rules.ofCity' : 'rules.ofSite')}
      </h2>
      <form className="plan-form" ref={form} onSubmit={(event) => void look(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, RULES_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        {GROUPS.map(({ title, rules }) => (
          <fieldset className="plan-choices" key={title}>
            <legend className="kern-label">{t(`rules.group.${title}`)}</legend>
            {title === 'intake' && <p className="kern-hint">{t('rules.intakeHint')}</p>}
            {rules.map((key) => (
              <div key={key} data-rule={key}>
                {key === 'intakeControl' ? (
                  <Picker
                    label={t('rules.intakeControl')}
                    value={typed.intakeControl}
                    onChange={(value) => change('intakeControl', value)}
                    options={[
                      {
                        value: '',
                        text: t(site === null ? 'rules.intakeControl.usual' : 'rules.intakeControl.asCity', {
                          value: t(`rules.intakeControl.${other.intakeControl === 1 ? 'on' : 'off'}`),
                        }),
                      },
                      { value: '1', text: t('rules.intakeControl.on') },
                      { value: '0', text: t('rules.intakeControl.off') },
                    ]}
                  />
                ) : (
                  <TextInput
                    label={t(`rules.${key}`)}
                    hint={t(site === null ? 'rules.usual' : 'rules.asCity', { value: other[key] })}
                    value={typed[key]}
                    onChange={(value) => change(key, value)}
                    maxLength={3}
                    error={
                      faults.includes(key)
                        ? t('rules.fault', { least: RULE_RANGES[key][0], most: RULE_RANGES[key][1] })
                        : undefined
                    }
                  />
                )}
              </div>
            ))}
          </fieldset>
        ))}
        <div className="console-toolbar">
          <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={work.busy}>
            {t('rules.look')}
          </ActionButton>
        </div>
      </form>
      {preview && <RulesEffect preview={preview} busy={save.busy} onSave={() => void send()} />}
    </section>
  )
}
