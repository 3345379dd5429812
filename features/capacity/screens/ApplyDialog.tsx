import { useEffect, useRef, useState } from 'react'
import type { LocalDate } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { applyPlanRoute, previewApplyRoute } from '../contract.ts'
import { ForesightLines } from './ForesightLines.tsx'
import { APPLY_FAILURES } from './failures.ts'
import { capacityTexts } from './texts.ts'

export type ApplyDialogProps = {
  readonly site: string
  readonly monday: LocalDate
  readonly onClose: () => void
}

type Foreseen = Output<typeof previewApplyRoute>
type Applied = Output<typeof applyPlanRoute>

/** Gives the counters with the same keys at other sites the weekly shifts of this one; nothing is applied unseen. */
export function ApplyDialog({ site, monday, onClose }: ApplyDialogProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const look = useCommand(previewApplyRoute)
  const apply = useCommand(applyPlanRoute)
  const [sites, setSites] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<ErrorCode<typeof applyPlanRoute> | ClientCode>()
  const [seen, setSeen] = useState<Foreseen>()
  const [done, setDone] = useState<Applied>()

  async function doLook() {
    const answer = await look.press({ params: { site }, body: { sites: [...sites], monday } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setSeen(answer.value)
  }

  async function doApply() {
    const answer = await apply.press({ params: { site }, body: { sites: [...sites] } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setDone(answer.value)
  }

  const mayApply = seen?.sites.every(({ workable }) => workable) === true
  return (
    <DialogBox title={t('apply.title')} open onClose={onClose}>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, APPLY_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {done ? (
        <Outcomes sites={done.sites} />
      ) : seen ? (
        <Foresights sites={seen.sites} />
      ) : (
        <Choice site={site} sites={sites} onChange={setSites} />
      )}
      <div className="console-toolbar">
        {!done && !seen && (
          <ActionButton
            variant="primary"
            busy={look.busy}
            disabled={sites.length === 0}
            onPress={() => void doLook()}
          >
            {t('apply.look')}
          </ActionButton>
        )}
        {!done && mayApply && (
          <ActionButton variant="primary" busy={apply.busy} onPress={() => void doApply()}>
            {t('apply.send')}
          </ActionButton>
        )}
        {!done && seen && (
          <ActionButton
            onPress={() => {
              setSeen(undefined)
              setFailure(undefined)
            }}
          >
            {t('apply.back')}
          </ActionButton>
        )}
        <ActionButton onPress={onClose}>{t(done ? 'close' : 'cancel')}</ActionButton>
      </div>
    </DialogBox>
  )
}

type ChoiceProps = {
  readonly site: string
  readonly sites: readonly string[]
  readonly onChange: (sites: readonly string[]) => void
}

function Choice({ site, sites, onChange }: ChoiceProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  return (
    <>
      <p className="kern-body">{t('apply.text')}</p>
      <fieldset className="plan-choices">
        <legend className="kern-label">{t('apply.sites')}</legend>
        {directory.sites
          .filter(({ key }) => key !== site)
          .map(({ key, name }) => (
            <CheckBox
              key={key}
              checked={sites.includes(key)}
              onChange={(is) => onChange(is ? [...sites, key] : sites.filter((one) => one !== key))}
            >
              {name}
            </CheckBox>
          ))}
      </fieldset>
    </>
  )
}

function Foresights({ sites }: Foreseen) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <h3 className="console-panel__title" ref={heading} tabIndex={-1}>
        {t('foresee.title')}
      </h3>
      <p className="kern-body">{t('foresee.text')}</p>
      {sites.map((one) => (
        <section className="closing-foresight" key={one.site} aria-label={siteName(directory, one.site)}>
          <h4 className="console-panel__title">{siteName(directory, one.site)}</h4>
          <ForesightLines site={one.site} foresight={one} />
          <Missing counters={one.missing} />
        </section>
      ))}
    </>
  )
}

function Outcomes({ sites }: Applied) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  return (
    <ul className="console-list" role="status">
      {sites.map((one) => (
        <li className="console-item" key={one.site}>
          <span className="console-item__main">
            <strong>{siteName(directory, one.site)}</strong>
            <span className="console-line">{t('effect.replaced', { count: one.replaced })}</span>
            <span className="console-line">{t('effect.unplaced', { count: one.unplaced })}</span>
            <Missing counters={one.missing} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Missing({ counters }: { readonly counters: readonly string[] }) {
  const t = capacityTexts(useConsole().language)
  if (counters.length === 0) return null
  return <span className="console-line">{t('apply.missing', { counters: counters.join(', ') })}</span>
}
