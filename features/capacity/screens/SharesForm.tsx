import { type FormEvent, useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useInSteps } from '#ui/console/useInSteps.ts'
import { changeSharesRoute, previewSharesRoute, type sharesRoute } from '../contract.ts'
import { SHARE_RANGES, type ShareFigure } from '../model/shareRules.ts'
import { SHARES_FAILURES } from './failures.ts'
import { SharesEffect } from './SharesEffect.tsx'
import {
  addSharesPreview,
  faultsOfShares,
  type ShareField,
  type SharesPreview,
  sharesHolding,
  sharesTyped,
  type TypedShares,
  typedShares,
} from './sharesTyped.ts'
import { capacityTexts } from './texts.ts'

type Read = Output<typeof sharesRoute>

export type SharesFormProps = {
  readonly site: string | null
  readonly line: Read['decided'][number]
  readonly city: Read['city']
  readonly onChanged: () => void
}

/** Decides the shares of the city or a site. First it says what that does to the next week; nothing is saved unseen. */
export function SharesForm({ site, line, city, onChanged }: SharesFormProps) {
  const { language, directory, announce, call } = useConsole()
  const t = capacityTexts(language)
  const save = useCommand(changeSharesRoute)
  const form = useRef<HTMLFormElement>(null)
  const { answer: preview, ...work } = useInSteps<SharesPreview, Code>(addSharesPreview)
  const [typed, setTyped] = useState(() => typedShares(line.shares))
  const [faults, setFaults] = useState<readonly ShareField[]>([])
  const [failure, setFailure] = useState<Code>()

  const change = (changed: Partial<TypedShares>) => {
    work.forget()
    setTyped({ ...typed, ...changed })
    setFailure(undefined)
  }

  async function look(event: FormEvent) {
    event.preventDefault()
    const found = faultsOfShares(site, typed)
    setFaults(found)
    if (found.length > 0) {
      form.current?.querySelector<HTMLInputElement>(`[data-share="${found[0]}"] input`)?.focus()
      return
    }
    const step = (from: number) => {
      const body = { site, shares: sharesTyped(site, typed), from }
      return call(previewSharesRoute, { body }, { idempotencyKey: crypto.randomUUID() })
    }
    setFailure(await work.ask(step))
  }

  async function send() {
    const answer = await save.press({ body: { site, shares: sharesTyped(site, typed), seen: line.newest } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('shares.saved'))
    onChanged()
  }

  return (
    <section className="console-panel" aria-labelledby="shares-form">
      <h2 className="console-panel__title" id="shares-form">
        {site === null ? t('shares.ofCity') : `${t('shares.ofSite')}: ${siteName(directory, site)}`}
      </h2>
      <form className="plan-form" ref={form} onSubmit={(event) => void look(event)} noValidate>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, SHARES_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <Fields {...{ site, city, typed, faults, change }} />
        <div className="console-toolbar">
          <ActionButton type="submit" variant={preview ? 'secondary' : 'primary'} busy={work.busy}>
            {t('shares.look')}
          </ActionButton>
        </div>
      </form>
      {preview && (
        <SharesEffect
          preview={preview}
          holding={sharesHolding(sharesTyped(site, typed), city)}
          busy={save.busy}
          onSave={() => void send()}
        />
      )}
    </section>
  )
}

type Code = ErrorCode<typeof changeSharesRoute> | ClientCode

type FieldsProps = Pick<SharesFormProps, 'site' | 'city'> & {
  readonly typed: TypedShares
  readonly faults: readonly ShareField[]
  readonly change: (changed: Partial<TypedShares>) => void
}

/** The fields in groups that belong together; a site has one. */
function Fields(props: FieldsProps) {
  const { site, typed, change } = props
  const t = capacityTexts(useConsole().language)
  if (site !== null) return <Figure {...props} figure="walkInPercent" />
  return (
    <>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('shares.group.parts')}</legend>
        <Figure {...props} figure="walkInPercent" />
        <Figure {...props} figure="callerPercent" />
        <Figure {...props} figure="shortTermPercent" />
        <Figure {...props} figure="shortTermDays" />
        <Figure {...props} figure="waitlistPercent" />
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('shares.group.ahead')}</legend>
        <Figure {...props} figure="horizonDays" />
        <CheckBox checked={typed.onlineToday} onChange={(onlineToday) => change({ onlineToday })}>
          {t('shares.onlineToday')}
        </CheckBox>
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('agreement.title')}</legend>
        <Figure {...props} figure="coveredPercent" />
        <Figure {...props} figure="longestDayMinutes" />
      </fieldset>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('shares.group.release')}</legend>
        <Clock {...props} clock="releaseOpens" />
        <Clock {...props} clock="releaseCloses" />
      </fieldset>
    </>
  )
}

function Figure({
  site,
  city,
  typed,
  faults,
  change,
  figure,
}: FieldsProps & { readonly figure: ShareFigure }) {
  const t = capacityTexts(useConsole().language)
  const [least, most] = SHARE_RANGES[figure]
  const hint = site === null ? t(`shares.${figure}.hint`) : t('shares.asCity', { value: city[figure] ?? 0 })
  return (
    <div data-share={figure}>
      <TextInput
        label={t(`shares.${figure}`)}
        hint={hint}
        value={typed[figure]}
        onChange={(value) => change({ [figure]: value })}
        maxLength={String(most).length}
        error={faults.includes(figure) ? t('shares.fault', { least, most }) : undefined}
      />
    </div>
  )
}

function Clock({
  typed,
  faults,
  change,
  clock,
}: FieldsProps & { readonly clock: 'releaseOpens' | 'releaseCloses' }) {
  const t = capacityTexts(useConsole().language)
  return (
    <div data-share={clock}>
      <TextInput
        label={t(`shares.${clock}`)}
        hint={t(`shares.${clock}.hint`)}
        value={typed[clock]}
        onChange={(value) => change({ [clock]: value })}
        maxLength={5}
        error={faults.includes(clock) ? t('shares.fault.time') : undefined}
      />
    </div>
  )
}
