import { useState } from 'react'
import { ChangeHistory } from '#ui/console/ChangeHistory.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { openingHoursRoute, type WrittenWeek } from '../contract.ts'
import { hoursLines } from './hoursLines.ts'
import { capacityTexts, type SiteWeek } from './texts.ts'
import { WeekForm } from './WeekForm.tsx'

export type OpeningHoursProps = {
  /** The site of somebody who plans only this one; null for those who plan all. */
  readonly site: string | null
  /** The site that somebody who plans all sees first. */
  readonly first?: string | undefined
}

/** When a site is open in every week: what holds, what another week would do, and the way back. */
export function OpeningHours({ site, first }: OpeningHoursProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const known = directory.sites.find(({ key }) => key === first) ?? directory.sites[0]
  const [chosen, setChosen] = useState(site ?? known?.key ?? '')
  return (
    <Screen title={t('week.title')} tools={<RouteLink to="/plan">{t('week.toPlan')}</RouteLink>}>
      <p className="kern-body">{t('week.intro')}</p>
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
  const { data, error, refetch } = useRead(openingHoursRoute, { params: { site } })
  const [earlier, setEarlier] = useState<{ readonly undoes: string; readonly hours: WrittenWeek }>()
  if (!data && !error) return <Loading />
  if (!data)
    return (
      <ReadProblem
        text={commonFailureText(error?.code ?? 'unreachable', consoleTexts(language))}
        onRetry={() => void refetch()}
      />
    )
  if (data.mobile) return <p className="kern-body">{t('week.mobile')}</p>
  const done = () => {
    setEarlier(undefined)
    void refetch()
  }
  return (
    <>
      <WeekForm key={`${data.newest} ${earlier?.undoes}`} data={data} earlier={earlier} onDone={done} />
      <WeekHistory
        data={data}
        onEarlier={(undoes) => data.earlier && setEarlier({ undoes, hours: data.earlier })}
      />
    </>
  )
}

type WeekHistoryProps = {
  readonly data: SiteWeek
  /** Puts the week before this change into the form. */
  readonly onEarlier: (change: string) => void
}

/** Who changed which hours when, and the way back: it leads through the form, which says what that does. */
function WeekHistory({ data, onEarlier }: WeekHistoryProps) {
  const { language, announce } = useConsole()
  const t = capacityTexts(language)

  async function press(change: string): Promise<undefined> {
    onEarlier(change)
    announce(t('setup.earlier'))
  }

  return (
    <ChangeHistory
      changes={data.changes.map((change) => ({
        ...change,
        site: data.site,
        newest: change.change === data.newest && data.earlier !== null,
      }))}
      none={t('shares.noChanges')}
      linesOf={(change) => [
        ...(change.source === 'import' ? [{ key: 'source', text: t('shares.imported') }] : []),
        ...hoursLines(change, language),
      ]}
      busy={false}
      onUndo={press}
    />
  )
}
