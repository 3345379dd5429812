import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { deskVisitRoute, turnSmsRoute } from '../contract/standing.ts'
import { TURN_SMS_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'

/** Being told of the turn by SMS, for who has no phone page; nothing where the city sends none. */
export function SmsPart({ visit, number }: { readonly visit: string; readonly number: string }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const client = useQueryClient()
  const read = useRead(deskVisitRoute, { params: { visit } })
  const tell = useCommand(turnSmsRoute)
  const [mobile, setMobile] = useState('')
  const [failure, setFailure] = useState<ErrorCode<typeof turnSmsRoute> | ClientCode>()
  const sms = read.data?.sms ?? 'no'
  if (sms === 'no') return null

  async function press(wanted: string) {
    const answer = await tell.press({ params: { visit }, body: { mobile: wanted } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    setMobile('')
    announce(t(wanted === '' ? 'sms.stopped' : 'sms.done', { number }))
    void client.invalidateQueries({ queryKey: [deskVisitRoute.id] })
  }

  return (
    <div className="desk-part">
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, TURN_SMS_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {sms === 'told' ? (
        <>
          <p className="kern-body">{t('sms.told')}</p>
          <ActionButton busy={tell.busy} onPress={() => void press('')}>
            {t('sms.stop')}
          </ActionButton>
        </>
      ) : (
        <>
          <TextInput
            label={t('sms.mobile')}
            hint={t('sms.hint')}
            optional={consoleTexts(language)('optional')}
            type="tel"
            maxLength={40}
            value={mobile}
            onChange={setMobile}
          />
          <ActionButton
            busy={tell.busy}
            disabled={mobile.trim() === ''}
            onPress={() => void press(mobile.trim())}
          >
            {t('sms.tell')}
          </ActionButton>
        </>
      )}
    </div>
  )
}
