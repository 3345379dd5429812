import { useRef, useState } from 'react'
import { localDate } from '#kernel/instant.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { groundRoute, scenariosRoute, type WrittenScenario } from '../contract.ts'
import { ScenarioForm } from './ScenarioForm.tsx'
import { ScenarioList } from './ScenarioList.tsx'
import { ScenarioResult } from './ScenarioResult.tsx'
import { steeringTexts } from './texts.ts'
import type { Ground, TypedChanges } from './typedChanges.ts'

/** What would be if: scenarios of a site, played over its last month. `site` of somebody who plans one site only. */
export function WhatIf({ site }: { readonly site: string | null }) {
  const { language, directory } = useConsole()
  const t = steeringTexts(language)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  const drafts = useRef(new Map<string, TypedChanges>())
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
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
      <Chosen key={chosen} site={chosen} everySite={site === null} drafts={drafts.current} />
    </Screen>
  )
}

function Chosen(props: {
  readonly site: string
  readonly everySite: boolean
  readonly drafts: Map<string, TypedChanges>
}) {
  const { site } = props
  const { language } = useConsole()
  const t = steeringTexts(language)
  const ground = useRead(groundRoute, { params: { site } })
  const list = useRead(scenariosRoute, {})
  const [opened, setOpened] = useState<WrittenScenario>()
  /** Another form for each scenario that is opened, the same one while it is saved and played. */
  const [form, setForm] = useState(0)
  const [compared, setCompared] = useState<readonly string[]>([])
  const error = ground.error ?? list.error
  if (error && !(ground.data && list.data))
    return (
      <ReadProblem
        text={commonFailureText(error.code, consoleTexts(language))}
        onRetry={() => void Promise.all([ground.refetch(), list.refetch()])}
      />
    )
  if (!ground.data || !list.data) return <Loading />
  const own = list.data.scenarios.filter((one) => one.site === site)
  const open = (scenario: WrittenScenario | undefined) => {
    setOpened(scenario)
    setForm(form + 1)
  }
  const side = compared.flatMap((id) => own.find(({ scenario }) => scenario === id) ?? [])
  return (
    <>
      <Month ground={ground.data} />
      <ScenarioList
        scenarios={own}
        compared={compared}
        onCompare={(scenario, isCompared) =>
          setCompared([...compared.filter((one) => one !== scenario), ...(isCompared ? [scenario] : [])])
        }
        onOpen={open}
        onChanged={() => void list.refetch()}
      />
      {side.length > 1 && (
        <section className="console-panel" aria-labelledby="compared">
          <h2 className="console-panel__title" id="compared">
            {t('compared')}
          </h2>
          <ScenarioResult scenarios={side} />
        </section>
      )}
      <ScenarioForm
        key={form}
        site={site}
        ground={ground.data}
        everySite={props.everySite}
        drafts={props.drafts}
        scenario={opened}
        onSaved={() => void list.refetch()}
        onNew={() => open(undefined)}
      />
    </>
  )
}

/** What the last month was, before something is changed. */
function Month({ ground }: { readonly ground: Ground }) {
  const { language } = useConsole()
  const t = steeringTexts(language)
  const { firstDay, lastDay } = ground
  if (firstDay === null || lastDay === null) return <Alert kind="warning" title={t('month.none')} />
  return (
    <p className="kern-body">
      {ground.standFor > 1 && <>{t('month.thin', { count: ground.standFor })} </>}
      {t('month', {
        days: ground.days,
        visits: ground.visits,
        first: formatShortDay(localDate(firstDay), language),
        last: formatShortDay(localDate(lastDay), language),
        walkIn: ground.walkInPercent,
        noShow: ground.noShowPercent,
      })}
    </p>
  )
}
