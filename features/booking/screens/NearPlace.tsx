import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { WISHED_DISTANCES } from '../model/narrowing.ts'
import type { TimeFiltersProps } from './TimeFilters.tsx'
import { bookingTexts } from './texts.ts'
import { changed, type TimeFilter } from './timeFilter.ts'

const ANY = 'any'
const PLACE_LIMIT = 120

export type NearPlaceProps = TimeFiltersProps & {
  /** A place was typed and sent: what is found of it is wanted next. */
  readonly onSearch: (filter: TimeFilter) => void
}

/** From where the caller comes, and how far they would go: the first thing that is asked on the telephone. */
export function NearPlace({ found, filter, onFilter, onSearch }: NearPlaceProps) {
  const t = bookingTexts(useConsole().language)
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.near ?? '')
  const [within, setWithin] = useState(filter.within)
  const [missing, setMissing] = useState(false)
  const place = typed.trim() || undefined
  // Who takes the place away below finds the fields empty, too.
  useEffect(() => {
    setTyped(filter.near ?? '')
    setWithin(filter.within)
  }, [filter.near, filter.within])

  const next = (km: number | undefined) =>
    changed(filter, { near: place, within: km, site: undefined, day: undefined, from: undefined })
  const send = (event: FormEvent) => {
    event.preventDefault()
    setMissing(false)
    if (place) return onSearch(next(within))
    setWithin(undefined)
    onFilter(next(undefined))
  }
  const pick = (value: string) => {
    const km = value === ANY ? undefined : Number(value)
    setWithin(km)
    setMissing(km !== undefined && !place)
    if (place) onFilter(next(km))
    // A distance counts from somewhere; the number stays chosen for when that is typed.
    else if (km !== undefined) field.current?.focus()
  }
  const unknown = found.placeKnown === false && filter.near !== undefined && filter.near === place
  return (
    <form className="console-toolbar console-filters console-narrow__near" onSubmit={send}>
      <TextInput
        label={t('narrow.near')}
        hint={t('narrow.nearHint')}
        value={typed}
        onChange={setTyped}
        maxLength={PLACE_LIMIT}
        error={missing && !place ? t('narrow.nearMissing') : unknown ? t('narrow.nearUnknown') : undefined}
        field={field}
      />
      <ActionButton type="submit">{t('narrow.apply')}</ActionButton>
      <Picker
        label={t('narrow.within')}
        value={String(within ?? ANY)}
        onChange={pick}
        options={[
          { value: ANY, text: t('narrow.any') },
          ...WISHED_DISTANCES.map((km) => ({ value: String(km), text: t('narrow.upTo', { km }) })),
        ]}
      />
    </form>
  )
}
