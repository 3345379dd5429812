import { localDate } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Input } from '#platform/http/contract.ts'
import { formatShortDay, formatWeekday } from '#platform/time/format.ts'
import { type Directory, siteName } from '#ui/console/directory.ts'
import { uiTexts } from '#ui/texts.ts'
import type { searchTimesRoute } from '../contract.ts'
import { bookingTexts } from './texts.ts'

/** What narrows the search for times: all of the question but the matters. */
export type TimeFilter = Omit<Input<typeof searchTimesRoute>['query'], 'matters' | 'first' | 'limit'>

/** A filter with some of it changed; `undefined` takes away. A distance goes with the place from which it counts. */
export function changed(
  filter: TimeFilter,
  change: { readonly [Name in keyof TimeFilter]: TimeFilter[Name] | undefined },
): TimeFilter {
  const next = { ...filter, ...change }
  if (!next.near) next.within = undefined
  return Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  )
}

/** A part of a filter in words, with the filter that is left without it. */
export type ChosenPart = { readonly name: string; readonly text: string; readonly without: TimeFilter }

/** What is chosen, in the order of the fields. `placeKnown`: whether the answer knows the place that was typed. */
export function chosenParts(
  filter: TimeFilter,
  placeKnown: boolean | null,
  directory: Directory,
  language: StaffLanguage,
): readonly ChosenPart[] {
  const t = bookingTexts(language)
  const { site, day, near, within, district, weekday, part, language: spoken } = filter
  const weekdayOfMany = ([1, 2, 3, 4, 5, 6, 7] as const).find((one) => one === weekday)
  const place = near && within ? t('narrow.nearWithin', { near, km: within }) : near
  const texts: { readonly [Name in keyof TimeFilter]: string | false | undefined } = {
    site: site && siteName(directory, site),
    day: day && formatShortDay(localDate(day), language),
    near: placeKnown === true && place,
    district,
    weekday: weekdayOfMany && formatWeekday(weekdayOfMany, language),
    part: part && t(`narrow.part.${part}`),
    language: spoken && uiTexts(language)(`spoken.${spoken}`),
    stepFree: filter.stepFree && t('narrow.stepFree'),
    familyFriendly: filter.familyFriendly && t('narrow.familyFriendly'),
    selfService: filter.selfService && t('narrow.selfService'),
  }
  return Object.entries(texts).flatMap(([name, text]) =>
    text ? [{ name, text, without: changed(filter, { [name]: undefined }) }] : [],
  )
}
