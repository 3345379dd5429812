import { stopInWords } from '#features/authority/actions.ts'
import { addressOn } from '#features/authority/model/relocation.ts'
import { addressLine, closureOn, type Site, type SiteStop, stopsAhead } from '#features/authority/model.ts'
import type { Language } from '#kernel/language.ts'
import { formatTimeRange } from '#platform/time/format.ts'
import { Link } from '#ui/Link.tsx'
import { RowList } from '#ui/RowList.tsx'
import type { Calendar } from './opening.tsx'

/** A stop that is to come, with its place. */
export type ComingStop = { readonly site: Site; readonly stop: SiteStop }

/** The stops of all sites that are to come, by day and time; without those on days on which the place is closed. */
export function comingStops(sites: readonly Site[], { now, closures }: Calendar): ComingStop[] {
  return sites
    .flatMap((site) => stopsAhead(site, now).map((stop) => ({ site, stop })))
    .filter(({ site, stop }) => !closureOn(site, closures, stop.day))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

const orderOf = ({ site, stop }: ComingStop) => `${stop.day} ${stop.opens} ${site.key}`

/** Stops with their hours and addresses, each a way to the page of its site. */
export function StopRows({
  stops,
  language,
  keep,
}: {
  readonly stops: readonly ComingStop[]
  readonly language: Language
  readonly keep: (path: string) => string
}) {
  return (
    <RowList
      rows={stops.map(({ site, stop }) => {
        const address = addressOn(site.addresses, stop.day)
        return {
          key: orderOf({ site, stop }),
          title: (
            <Link href={keep(`/sites/${site.key}`)}>
              {capitalised(stopInWords(address, stop.day, language))}
            </Link>
          ),
          detail: (
            <>
              <div>{formatTimeRange(stop.opens, stop.closes, language)}</div>
              <div>{addressLine(address)}</div>
              <div>{address.texts.way[language]}</div>
            </>
          ),
        }
      })}
    />
  )
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
