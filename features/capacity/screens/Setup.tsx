import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import type { WrittenSetup } from '../contract.ts'
import { setupRoute } from '../contract.ts'
import { SetupForm } from './SetupForm.tsx'
import { SetupHistory } from './SetupHistory.tsx'
import { capacityTexts } from './texts.ts'

/** Which counter can do what, and what is done by appointment or without; of the site of somebody who plans only this one. */
export function SiteSetup({ site }: { readonly site: string | null }) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  return (
    <Screen title={t('setup.title')}>
      <p className="kern-body">{t('setup.intro')}</p>
      {site === null && (
        <div className="plan-site">
          <Picker
            label={t('site')}
            options={directory.sites.map(({ key, name }) => ({ value: key, text: name }))}
            value={chosen}
            onChange={setChosen}
          />
        </div>
      )}
      <OneSite key={chosen} site={chosen} />
    </Screen>
  )
}

function OneSite({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const { data, error, refetch } = useRead(setupRoute, { params: { site } })
  const [earlier, setEarlier] = useState<{ readonly undoes: string; readonly setup: WrittenSetup }>()
  if (!data && !error) return <Loading />
  if (!data)
    return (
      <ReadProblem
        text={commonFailureText(error?.code ?? 'unreachable', consoleTexts(language))}
        onRetry={() => void refetch()}
      />
    )
  if (data.mobile) return <p className="kern-body">{t('setup.mobile')}</p>
  const done = () => {
    setEarlier(undefined)
    void refetch()
  }
  return (
    <>
      <SetupForm key={`${data.newest} ${earlier?.undoes}`} data={data} earlier={earlier} onDone={done} />
      <SetupHistory
        data={data}
        onEarlier={(undoes) => data.earlier && setEarlier({ undoes, setup: data.earlier })}
      />
    </>
  )
}
