import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { listSitesRoute } from '#features/catalogue/contract/read.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { relocationsRoute } from '../contract/relocation.ts'
import { RelocationForm } from './RelocationForm.tsx'
import { RelocationRow } from './RelocationRow.tsx'
import type { ShownRelocation } from './relocationTyped.ts'
import { bookingTexts } from './texts.ts'

export type RelocationsProps = {
  /** The site of somebody who plans only this one; null for those who plan all. */
  readonly site: string | null
  /** May this person see whom to call? */
  readonly seesPeople: boolean
}

/** Announces that a site moves, with what that means beforehand and how far its people are told, and takes it back. */
export function Relocations({ site, seesPeople }: RelocationsProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const [chosen, setChosen] = useState(site ?? directory.sites[0]?.key ?? '')
  return (
    <Screen
      title={t('relocation.title')}
      tools={seesPeople && <RouteLink to="/calls">{t('relocation.calls')}</RouteLink>}
    >
      <p className="kern-body">{t('relocation.intro')}</p>
      {site === null && (
        <div className="plan-site">
          <Picker
            label={t('relocation.site')}
            options={directory.sites.map(({ key, name }) => ({ value: key, text: name }))}
            value={chosen}
            onChange={setChosen}
          />
        </div>
      )}
      <OfSite key={chosen} site={chosen} />
    </Screen>
  )
}

function OfSite({ site }: { readonly site: string }) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const client = useQueryClient()
  const read = useRead(relocationsRoute, { params: { site } })
  const [changing, setChanging] = useState<ShownRelocation>()
  // A form that was sent begins anew.
  const [sent, setSent] = useState(0)
  const { data, error } = read
  const again = () => {
    setChanging(undefined)
    setSent(sent + 1)
    void read.refetch()
    // Whoever books next tells people the new place.
    void client.invalidateQueries({ queryKey: [listSitesRoute.id] })
  }
  if (!data && error) {
    return <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
  }
  if (!data) return <Loading />
  return (
    <>
      <section className="console-panel" aria-labelledby="moves">
        <h2 className="console-panel__title" id="moves">
          {t('relocation.list')}
        </h2>
        {data.relocations.length === 0 && <p className="console-empty">{t('relocation.none')}</p>}
        <ul className="console-list">
          {data.relocations.map((move) => (
            <RelocationRow
              key={move.relocation}
              site={site}
              move={move}
              onChange={() => setChanging(move)}
              onWithdrawn={again}
            />
          ))}
        </ul>
      </section>
      <RelocationForm
        key={`${changing?.relocation} ${sent}`}
        site={site}
        here={data.here}
        earliest={data.earliest}
        changing={changing}
        onBack={() => setChanging(undefined)}
        onDone={again}
      />
    </>
  )
}
