import { useState } from 'react'
import type { Output } from '#platform/http/contract.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { hallRulesRoute } from '../contract/rules.ts'
import { RulesForm } from './RulesForm.tsx'
import { RulesHistory } from './RulesHistory.tsx'
import { hallTexts } from './texts.ts'

/** Stands for the whole city in the choice; no site has this key. */
const CITY = ''

/** The rules of the hall, for administrators: what holds, what a change would do, and the way back. */
export function HallRules() {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const read = useRead(hallRulesRoute, {})
  const [chosen, setChosen] = useState(CITY)
  const { data, error } = read
  return (
    <Screen title={t('rules.title')}>
      <p className="kern-body">{t('rules.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && (
        <>
          <div className="plan-site">
            <Picker
              label={t('rules.where')}
              options={[
                { value: CITY, text: t('rules.city') },
                ...directory.sites.map(({ key, name }) => ({ value: key, text: name })),
              ]}
              value={chosen}
              onChange={setChosen}
            />
          </div>
          <Chosen site={chosen === CITY ? null : chosen} data={data} onChanged={() => void read.refetch()} />
          <RulesHistory changes={data.changes} onChanged={() => void read.refetch()} />
        </>
      )}
    </Screen>
  )
}

type ChosenProps = {
  readonly site: string | null
  readonly data: Output<typeof hallRulesRoute>
  readonly onChanged: () => void
}

function Chosen({ site, data, onChanged }: ChosenProps) {
  const line = data.decided.find((one) => one.site === site)
  const city = data.decided.find((one) => one.site === null)
  if (!line) return null
  return (
    <RulesForm
      key={`${site} ${line.newest}`}
      site={site}
      line={line}
      usual={data.usual}
      city={city?.rules}
      onChanged={onChanged}
    />
  )
}
