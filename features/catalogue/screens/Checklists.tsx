import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useLeaveWarning } from '#ui/console/unsaved.ts'
import { useRead } from '#ui/console/useRead.ts'
import { checklistRoute } from '../contract/editing.ts'
import { listServicesRoute } from '../contract/read.ts'
import { ChecklistForm } from './ChecklistForm.tsx'
import { ChecklistHistory } from './ChecklistHistory.tsx'
import { READ_FAILURES } from './failures.ts'
import { catalogueTexts } from './texts.ts'
import { unsaved } from './unsaved.ts'

/** Administrators decide what people bring: for each service its questions, papers and conditions. */
export function Checklists() {
  const { language } = useConsole()
  const t = catalogueTexts(language)
  const read = useRead(listServicesRoute, {})
  const [chosen, setChosen] = useState<string>()
  useLeaveWarning(unsaved)
  const { data, error } = read
  const service = chosen ?? data?.services[0]?.key
  if (!data && error)
    return (
      <Screen title={t('title')}>
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      </Screen>
    )
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {!data && <Loading />}
      {data && service !== undefined && (
        <>
          <div className="plan-site">
            <Picker
              label={t('service')}
              options={data.services.map(({ key, title }) => ({
                value: key,
                text: [title[language], ...(unsaved.of(key) ? [t('service.unsaved')] : [])].join(' · '),
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
  const t = catalogueTexts(language)
  const read = useRead(checklistRoute, { params: { service } })
  const [changes, setChanges] = useState(0)
  const { data, error } = read

  async function changed(saved: boolean) {
    if (saved) unsaved.keep(service, undefined)
    await read.refetch()
    if (saved) setChanges((before) => before + 1)
  }

  if (!data && error)
    return (
      <ReadProblem
        text={failureText(error.code, READ_FAILURES, t, consoleTexts(language))}
        onRetry={() => void read.refetch()}
      />
    )
  if (!data) return <Loading />
  return (
    <>
      <ChecklistForm key={changes} service={service} data={data} onChanged={(saved) => void changed(saved)} />
      <ChecklistHistory service={service} data={data} onChanged={(saved) => void changed(saved)} />
    </>
  )
}
