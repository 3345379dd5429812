import { useState } from 'react'
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
import { applyPlanRoute } from '../contract.ts'
import { APPLY_FAILURES } from './failures.ts'
import { capacityTexts } from './texts.ts'

export type ApplyDialogProps = { readonly site: string; readonly onClose: () => void }

/** Gives the counters with the same keys at other sites the weekly shifts of this one. */
export function ApplyDialog({ site, onClose }: ApplyDialogProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const apply = useCommand(applyPlanRoute)
  const [sites, setSites] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<ErrorCode<typeof applyPlanRoute> | ClientCode>()
  const [done, setDone] = useState<Output<typeof applyPlanRoute>>()

  async function press() {
    const answer = await apply.press({ params: { site }, body: { sites: [...sites] } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setDone(answer.value)
  }

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
        <ul className="console-list" role="status">
          {done.sites.map((one) => (
            <li className="console-item" key={one.site}>
              <span className="console-item__main">
                <strong>{siteName(directory, one.site)}</strong>
                <span className="console-line">{t('effect.replaced', { count: one.replaced })}</span>
                <span className="console-line">{t('effect.unplaced', { count: one.unplaced })}</span>
                {one.missing.length > 0 && (
                  <span className="console-line">
                    {t('apply.missing', { counters: one.missing.join(', ') })}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : (
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
                  onChange={(is) => setSites(is ? [...sites, key] : sites.filter((one) => one !== key))}
                >
                  {name}
                </CheckBox>
              ))}
          </fieldset>
        </>
      )}
      <div className="console-toolbar">
        {!done && (
          <ActionButton
            variant="primary"
            busy={apply.busy}
            disabled={sites.length === 0}
            onPress={() => void press()}
          >
            {t('apply.send')}
          </ActionButton>
        )}
        <ActionButton onPress={onClose}>{t(done ? 'close' : 'cancel')}</ActionButton>
      </div>
    </DialogBox>
  )
}
