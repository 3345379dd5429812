import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { closingsRoute } from '../contract/closing.ts'
import { CloseForm } from './CloseForm.tsx'
import { ClosingRow } from './ClosingRow.tsx'
import { bookingTexts } from './texts.ts'

/** Read again so often by itself (milliseconds): one sees how people get their new times. */
const EVERY = 3_000

export type ClosingsProps = {
  /** The site of somebody who plans only this one; null for those who plan all. */
  readonly site: string | null
  /** May this person see whose booking has no place, and whom to call? */
  readonly seesPeople: boolean
}

/** Closes a site or some counters, with what that means beforehand and how far it has come, and takes it back. */
export function Closings({ site, seesPeople }: ClosingsProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  return (
    <Screen
      title={t('closings.title')}
      tools={
        seesPeople && (
          <>
            <RouteLink to="/calls">{t('calls.title')}</RouteLink>{' '}
            <RouteLink to="/plan/unplaced">{t('unplaced.title')}</RouteLink>
          </>
        )
      }
    >
      <p className="kern-body">{t('closings.intro')}</p>
      {site === null && (
        <div className="plan-site">
          <Picker
            label={t('closings.site')}
            options={directory.sites.map(({ key, name }) => ({ value: key, text: name }))}
            value={chosen}
            onChange={setChosen}
          />
        </div>
      )}
      <OfSite key={chosen} site={chosen} seesPeople={seesPeople} />
    </Screen>
  )
}

function OfSite({ site, seesPeople }: { readonly site: string; readonly seesPeople: boolean }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(closingsRoute, { params: { site } }, { every: EVERY })
  const { data, error } = read
  const again = () => void read.refetch()
  if (!data && error) {
    return <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
  }
  if (!data) return <Loading />
  return (
    <>
      <CloseForm site={site} {...data} onClosed={again} />
      <section className="console-panel" aria-labelledby="closings">
        <h2 className="console-panel__title" id="closings">
          {t('closings.list')}
        </h2>
        {data.closings.length === 0 && <p className="console-empty">{t('closings.none')}</p>}
        <ul className="console-list">
          {data.closings.map((closing) => (
            <ClosingRow
              key={closing.closing}
              site={site}
              closing={closing}
              workplaces={data.workplaces}
              seesPeople={seesPeople}
              onReopened={again}
            />
          ))}
        </ul>
      </section>
    </>
  )
}
