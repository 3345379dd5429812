import { useCallback, useState } from 'react'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import { searchTimesRoute } from '../contract.ts'
import { ChosenParts } from './ChosenParts.tsx'
import { TIMES_FAILURES } from './failures.ts'
import { NarrowTimes } from './NarrowTimes.tsx'
import { NearPlace } from './NearPlace.tsx'
import { NothingFree } from './NothingFree.tsx'
import { SiteHead } from './SiteHead.tsx'
import { SiteOverview } from './SiteOverview.tsx'
import { TimeFilters, type TimeFiltersProps } from './TimeFilters.tsx'
import { Times } from './Times.tsx'
import { bookingTexts } from './texts.ts'
import { changed, type TimeFilter } from './timeFilter.ts'
import { type FoundTime, mattersText } from './timeGroups.ts'

/** Times asked for at once; more are found by filter. */
const SHOWN = 120

export type TimePickerProps = {
  readonly matters: readonly Pick<ChosenMatter, 'service' | 'people'>[]
  /** Services of the first of two linked visits that move: only times for two. */
  readonly first?: readonly string[] | undefined
  /** They are the matters of a booking that moves. */
  readonly standing?: boolean
  readonly chosen: FoundTime | undefined
  readonly onChoose: (time: FoundTime | undefined) => void
  /** Where somebody is set on the waitlist, for those who may. */
  readonly waitlist?: string
}

/** The first free time of each site, then the days and times of one or all; arrow keys go from one to the next. */
export function TimePicker(props: TimePickerProps) {
  const { language } = useConsole()
  const [filter, setFilter] = useState<TimeFilter>({})
  const [goal, setGoal] = useState<Goal>()
  const query = {
    matters: mattersText(props.matters),
    limit: SHOWN,
    ...filter,
    ...(props.first ? { first: props.first.join() } : {}),
    ...(props.standing ? { standing: true } : {}),
  }
  const read = useRead(searchTimesRoute, { query }, { keep: true })
  if (read.error && !read.data) {
    const text = failureText(read.error.code, TIMES_FAILURES, bookingTexts(language), consoleTexts(language))
    return <ReadProblem text={text} onRetry={() => void read.refetch()} />
  }
  if (!read.data) return <Loading />
  return (
    <Found
      {...props}
      found={read.data}
      filter={filter}
      onFilter={setFilter}
      goal={goal?.filter === filter ? goal : undefined}
      answered={!read.isPlaceholderData}
      onGoal={setGoal}
    />
  )
}

/** Where the keyboard goes on when a question is answered. */
type Goal = {
  /** The question: as soon as another is asked, this is forgotten. */
  readonly filter: TimeFilter
  /** To the place that was typed and what is found of it, back to a site's row, or to the times of a site. */
  readonly to: 'search' | 'row' | 'times'
  readonly site?: string | undefined
}

type FoundProps = TimePickerProps &
  TimeFiltersProps & {
    readonly goal: Goal | undefined
    /** The answer is one to this question, not to the one before. */
    readonly answered: boolean
    readonly onGoal: (goal: Goal | undefined) => void
  }

function Found({ goal, answered, onGoal, ...props }: FoundProps) {
  const { found, filter, onFilter, matters, chosen, onChoose, waitlist } = props
  const { site, day, from } = filter
  const reached = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return
      element.focus()
      onGoal(undefined)
    },
    [onGoal],
  )
  const go = (next: TimeFilter, to: Omit<Goal, 'filter'>) => {
    onFilter(next)
    onGoal({ ...to, filter: next })
  }
  const back = () => go(changed(filter, ANY_SITE), { to: 'row', site })
  useShortcuts((key) => {
    if (key === 'Escape') back()
    return key === 'Escape'
  }, site !== undefined)
  const wanted = answered && isThere(goal, found.placeKnown) ? goal : undefined
  const filters = { found, filter, onFilter }
  return (
    <>
      <NearPlace {...filters} onSearch={(next) => go(next, { to: 'search' })} />
      <NarrowTimes {...filters} />
      <ChosenParts {...filters} />
      {site !== undefined && (
        <SiteHead key={site} site={site} found={found} focus={goal?.to === 'times'} onBack={back} />
      )}
      {found.times.length > 0 && site === undefined && day === undefined && from === undefined && (
        <SiteOverview
          found={found}
          matters={matters}
          chosen={chosen}
          onChoose={onChoose}
          onSite={(one) => go(changed(filter, { site: one }), { to: 'times' })}
          focus={wanted && wanted.to !== 'times' ? (wanted.site ?? null) : undefined}
          onFocused={reached}
        />
      )}
      <TimeFilters {...filters} />
      {found.times.length > 0 ? (
        <Times
          times={found.times}
          chosen={chosen}
          onChoose={onChoose}
          onFocused={wanted?.to === 'times' ? reached : undefined}
        />
      ) : (
        found.nothing && (
          <NothingFree
            nothing={found.nothing}
            matters={mattersText(matters)}
            filter={filter}
            onFilter={onFilter}
            waitlist={waitlist}
          />
        )
      )}
    </>
  )
}

const ANY_SITE = { site: undefined, day: undefined, from: undefined }

/** Who typed a place that is not known stays at its field. */
function isThere(goal: Goal | undefined, placeKnown: boolean | null): boolean {
  return goal?.to !== 'search' || placeKnown === true
}
