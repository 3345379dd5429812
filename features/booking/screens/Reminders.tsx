import { useState } from 'react'
import { listServicesRoute } from '#features/catalogue/contract/read.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useLeaveWarning } from '#ui/console/unsaved.ts'
import { useRead } from '#ui/console/useRead.ts'
import { serviceRemindersRoute } from '../contract/serviceReminders.ts'
import { RemindersForm } from './RemindersForm.tsx'
import { RemindersHistory } from './RemindersHistory.tsx'
import { REMINDER_FAILURES, unsaved } from './remindersTyped.ts'
import { bookingTexts } from './texts.ts'

/** Administrators decide, for each service, when and by what people are reminded of their visit. */
export function Reminders() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const { data, error, refetch } = useRead(listServicesRoute, {})
  const [chosen, setChosen] = useState<string>()
  useLeaveWarning(unsaved)
  const service = chosen ?? data?.services[0]?.key
  return (
    <Screen title={t('reminders.title')}>
      <p className="kern-body">{t('reminders.intro')}</p>
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <Loading />}
      {data && service !== undefined && (
        <>
          <div className="plan-site">
            <Picker
              label={t('reminders.service')}
              options={data.services.map(({ key, title }) => ({
                value: key,
                text: [title[language], ...(unsaved.of(key) ? [t('reminders.unsavedService')] : [])].join(
                  ' · ',
                ),
              }))}
              value={service}
              onChange={setChosen}
            />
          </div>
          <OneService key={service} service={service} />
        </>
      )}
    </Screen>
  )
}

function OneService({ service }: { readonly service: string }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const { data, error, refetch } = useRead(serviceRemindersRoute, { params: { service } })
  const [changes, setChanges] = useState(0)

  async function changed(saved: boolean) {
    if (saved) unsaved.keep(service, undefined)
    await refetch()
    if (saved) setChanges((before) => before + 1)
  }

  if (!data && error)
    return (
      <ReadProblem
        text={failureText(error.code, REMINDER_FAILURES, t, consoleTexts(language))}
        onRetry={() => void refetch()}
      />
    )
  if (!data) return <Loading />
  return (
    <>
      <RemindersForm key={changes} service={service} data={data} onChanged={(saved) => void changed(saved)} />
      <RemindersHistory service={service} data={data} onChanged={(saved) => void changed(saved)} />
    </>
  )
}
