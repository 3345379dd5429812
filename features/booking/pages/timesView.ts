import type { LocalDate } from '#kernel/instant.ts'
import type { Language, SpokenLanguage } from '#kernel/language.ts'
import type { PageFrame } from '#ui/frame.ts'
import type { TimeAnswer } from '../actions.ts'
import type { ChosenMatter, Filter } from './address.ts'
import type { Alternatives } from './NoTimes.tsx'

/** How the list of times is used: to book, or to move what is booked. */
export type TimesUse = {
  readonly title: string
  /** A sentence below the title. */
  readonly note?: string
  readonly back: string
  /** Steps are counted only while booking. */
  readonly steps: boolean
  /** The address of this list with another filter, without the language. */
  readonly addressOf: (filter: Filter) => string
  /** Where a pressed time is sent. */
  readonly action: string
  /** What travels along with a pressed time. */
  readonly hidden: Readonly<Record<string, string | undefined>>
  /** A pressed time needs a proof of work. */
  readonly proven?: boolean
  /** To change the matters; without it they stay. */
  readonly change?: string
  /** Where to join the waitlist for these matters. */
  readonly waitlist?: string
}

/** What sites differ in, so that only this is offered as a filter. */
export type Choices = {
  readonly districts: readonly string[]
  readonly languages: readonly SpokenLanguage[]
  readonly families: boolean
  readonly terminals: boolean
}

/** Sites that a closure keeps shut on a day, by key. */
export type ClosedSites = ReadonlyMap<
  string,
  { readonly day: LocalDate; readonly reason: Readonly<Record<Language, string>> }
>

export type TimesPageProps = {
  readonly frame: PageFrame
  readonly use: TimesUse
  readonly matters: readonly ChosenMatter[]
  readonly answer: TimeAnswer
  readonly filter: Filter
  /** Why the pressed time could not be had. */
  readonly problem?: string | undefined
  readonly alternatives: Alternatives
  readonly choices: Choices
  readonly closed: ClosedSites
}

/** The sites that the list is about: the chosen one, or all that fit. */
export function sitesShown({
  answer,
  filter,
}: Pick<TimesPageProps, 'answer' | 'filter'>): TimeAnswer['sites'] {
  return filter.site === undefined
    ? answer.sites
    : answer.sites.filter(({ site }) => site.key === filter.site)
}
