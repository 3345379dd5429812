import { useState } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { sharesRoute } from '../contract.ts'
import { SharesForm } from './SharesForm.tsx'
import { SharesHistory } from './SharesHistory.tsx'
import { capacityTexts } from './texts.ts'

/** Stands for the whole city in the choice; no site has this key. */
const CITY = ''

/** How the city and its sites share and release their time: what holds, what a change would do, and the way back. */
export function Shares() {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const read = useRead(sharesRoute, {})
  const { data, error } = read
  return (
    <Screen title={t('shares.title')}>
      <p className="kern-body">{t('shares.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && <Decided data={data} onChanged={() => void read.refetch()} />}
    </Screen>
  )
}

type DecidedProps = { readonly data: Output<typeof sharesRoute>; readonly onChanged: () => void }

function Decided({ data, onChanged }: DecidedProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const [chosen, setChosen] = useState<string>()
  const line = data.decided.find(({ site }) => (site ?? CITY) === chosen) ?? data.decided[0]
  if (!line) return null
  return (
    <>
      {data.decided.length > 1 && (
        <div className="plan-site">
          <Picker
            label={t('shares.where')}
            options={data.decided.map(({ site }) =>
              site === null
                ? { value: CITY, text: t('shares.city') }
                : { value: site, text: siteName(directory, site) },
            )}
            value={line.site ?? CITY}
            onChange={setChosen}
          />
        </div>
      )}
      <SharesForm
        key={`${line.site} ${line.newest}`}
        site={line.site}
        line={line}
        city={data.city}
        onChanged={onChanged}
      />
      <SharesHistory changes={data.changes} onChanged={onChanged} />
    </>
  )
}
