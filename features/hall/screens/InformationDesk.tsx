import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { Arrivals } from './Arrivals.tsx'
import { BlockTickets } from './BlockTickets.tsx'
import { DeskUndo, type JustDone } from './DeskUndo.tsx'
import { LostLine } from './LostLine.tsx'
import { MissedPanel } from './MissedPanel.tsx'
import { ParkedPanel } from './ParkedPanel.tsx'
import { PrintPanel } from './PrintPanel.tsx'
import { ReturnPanel } from './ReturnPanel.tsx'
import { SiteAlarms } from './SiteAlarms.tsx'
import { SiteChoice } from './SiteChoice.tsx'
import { TicketPanel } from './TicketPanel.tsx'
import { hallTexts } from './texts.ts'
import { useHall } from './useHall.ts'
import { WaitingPanel } from './WaitingPanel.tsx'
import { WhyPanel } from './WhyPanel.tsx'

/** The information desk: check people in, draw tickets for them, see who waits. `site`: where this person works. */
export function InformationDesk({ site }: { readonly site: string | null }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const [chosen, setChosen] = useState<string>()
  const here = site ?? chosen
  const title = here ? t('info.titleAt', { site: siteName(directory, here) }) : t('info.title')
  return (
    <Screen title={title}>
      {site === null && <SiteChoice value={chosen} onChange={setChosen} />}
      {site === null && here && <SiteAlarms key={`alarms ${here}`} site={here} counter={null} />}
      {here && <InformationDeskAt key={here} site={here} />}
    </Screen>
  )
}

function InformationDeskAt({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const { hall, lost } = useHall(site)
  const [last, setLast] = useState<JustDone>()
  return (
    <>
      <LostLine lost={lost} />
      <DeskUndo last={last} onUndone={() => setLast(undefined)} />
      <div className="console-columns console-columns--side">
        <div className="console-side">
          <Arrivals site={site} />
          <TicketPanel site={site} />
          <BlockTickets site={site} />
          <PrintPanel site={site} />
        </div>
        <div className="console-side">
          {hall.data ? (
            <>
              <WaitingPanel hall={hall.data} onDone={setLast} />
              <ReturnPanel site={site} onDone={setLast} />
              <ParkedPanel hall={hall.data} onDone={setLast} />
              <MissedPanel hall={hall.data} />
              <WhyPanel site={site} />
            </>
          ) : hall.error ? (
            <ReadProblem
              text={commonFailureText(hall.error.code, consoleTexts(language))}
              onRetry={() => void hall.refetch()}
            />
          ) : (
            <Loading />
          )}
        </div>
      </div>
    </>
  )
}
