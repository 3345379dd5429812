import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { housePlanRoute } from '../contract.ts'
import { PlanEditor } from './PlanEditor.tsx'
import { houseTexts } from './texts.ts'

/** The drawn house of a site. `site`: where this person works; without it they choose. */
export function HousePlans({ site }: { readonly site: string | null }) {
  const { language, directory } = useConsole()
  const t = houseTexts(language)
  const [chosen, setChosen] = useState<string>()
  const here = site ?? chosen
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {site === null && (
        <Picker
          label={t('site')}
          placeholder={t('site.choose')}
          value={chosen}
          onChange={setChosen}
          options={directory.sites.map(({ key, name }) => ({ value: key, text: name }))}
        />
      )}
      {here && <SitePlan key={here} site={here} />}
    </Screen>
  )
}

function SitePlan({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const { data, error, refetch } = useRead(housePlanRoute, { params: { site } })
  if (!data && error)
    return (
      <ReadProblem
        text={commonFailureText(error.code, consoleTexts(language))}
        onRetry={() => void refetch()}
      />
    )
  if (!data) return <Loading />
  return <PlanEditor key={String(data.version)} site={site} read={data} onSaved={() => void refetch()} />
}
