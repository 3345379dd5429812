import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { PlanEditor } from './PlanEditor.tsx'
import { capacityTexts } from './texts.ts'

export type ShiftPlanProps = {
  /** The site of somebody who plans only this one; null for those who plan all. */
  readonly site: string | null
  /** May this person see whose booking has no place? */
  readonly seesUnplaced: boolean
}

/** When the counters of a site are there, week by week. */
export function ShiftPlan({ site, seesUnplaced }: ShiftPlanProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  return (
    <Screen
      title={t('plan.title')}
      tools={seesUnplaced ? <RouteLink to="/plan/unplaced">{t('unplaced.link')}</RouteLink> : undefined}
    >
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
      <PlanEditor key={chosen} site={chosen} mayApply={site === null && directory.sites.length > 1} />
    </Screen>
  )
}
