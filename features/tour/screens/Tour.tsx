import { useState } from 'react'
import { localDate } from '#kernel/instant.ts'
import { formatDay } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { tourRoute } from '../contract.ts'
import { type Edited, StopForm } from './StopForm.tsx'
import { StopRow } from './StopRow.tsx'
import { type PlannedTeam, type Tour as TourOutput, tourTexts } from './texts.ts'

export type TourProps = {
  /** May this person see whom to call? */
  readonly seesPeople: boolean
}

/** Where the mobile teams go: their stops by day, to plan, change, copy and cancel. */
export function Tour({ seesPeople }: TourProps) {
  const { language } = useConsole()
  const t = tourTexts(language)
  const read = useRead(tourRoute, {})
  const { data, error } = read
  const [chosen, setChosen] = useState<string>()
  const team = data?.teams.find((one) => one.team === chosen) ?? data?.teams[0]
  return (
    <Screen
      title={t('tour.title')}
      tools={seesPeople && <RouteLink to="/calls">{t('tour.calls')}</RouteLink>}
    >
      <p className="kern-body">{t('tour.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {data && !team && <p className="console-empty">{t('tour.noTeam')}</p>}
      {data && data.teams.length > 1 && team && (
        <div className="plan-site">
          <Picker
            label={t('tour.team')}
            options={data.teams.map((one) => ({ value: one.team, text: one.name[language] }))}
            value={team.team}
            onChange={setChosen}
          />
        </div>
      )}
      {data && team && (
        <OfTeam key={team.team} tour={data} team={team} onChanged={() => void read.refetch()} />
      )}
    </Screen>
  )
}

function OfTeam({
  tour,
  team,
  onChanged,
}: {
  readonly tour: TourOutput
  readonly team: PlannedTeam
  readonly onChanged: () => void
}) {
  const { language } = useConsole()
  const t = tourTexts(language)
  const [edited, setEdited] = useState<Edited>({ kind: 'new', round: 0 })
  const days = [
    ...Map.groupBy(
      tour.stops.filter((stop) => stop.team === team.team),
      (stop) => stop.day,
    ),
  ]
  const done = () => {
    setEdited(({ round }) => ({ kind: 'new', round: round + 1 }))
    onChanged()
  }
  if (team.places.length === 0) return <p className="console-empty">{t('tour.noPlace')}</p>
  return (
    <>
      <StopForm
        key={edited.round}
        tour={tour}
        team={team}
        edited={edited}
        onSaved={done}
        onBack={() => setEdited(({ round }) => ({ kind: 'new', round: round + 1 }))}
      />
      <section className="console-panel" aria-labelledby="tour-days">
        <h2 className="console-panel__title" id="tour-days">
          {t('tour.days', { team: team.name[language] })}
        </h2>
        {days.length === 0 && <p className="console-empty">{t('tour.none')}</p>}
        {days.map(([day, stops]) => (
          <div key={day}>
            <h3 className="console-panel__title">{formatDay(localDate(day), language)}</h3>
            <ul className="console-list">
              {stops.map((stop) => (
                <StopRow
                  key={stop.stop}
                  stop={stop}
                  onEdit={(kind) => setEdited(({ round }) => ({ kind, stop, round: round + 1 }))}
                  onCancelled={done}
                />
              ))}
            </ul>
          </div>
        ))}
      </section>
    </>
  )
}
