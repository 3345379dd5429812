import { useState } from 'react'
import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { formatDay } from '#platform/time/format.ts'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { searchTimesRoute } from '../contract.ts'
import { ChosenParts } from './ChosenParts.tsx'
import { TIMES_FAILURES } from './failures.ts'
import { NarrowTimes } from './NarrowTimes.tsx'
import { NothingFree } from './NothingFree.tsx'
import { TimeFilters } from './TimeFilters.tsx'
import { bookingTexts } from './texts.ts'
import type { TimeFilter } from './timeFilter.ts'
import { type FoundTime, groupTimes, mattersText, timeKey } from './timeGroups.ts'

/** Times asked for at once; more are found by filter. */
const SHOWN = 120

export type TimePickerProps = {
  readonly matters: readonly ChosenMatter[]
  /** Services of the first of two linked visits that move: only times for two. */
  readonly first?: readonly string[] | undefined
  readonly chosen: FoundTime | undefined
  readonly onChoose: (time: FoundTime | undefined) => void
  /** Where somebody is set on the waitlist, for those who may. */
  readonly waitlist?: string
}

/** Free times over all sites, earliest first; arrow keys go from time to time. */
export function TimePicker({ matters, first, chosen, onChoose, waitlist }: TimePickerProps) {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const [filter, setFilter] = useState<TimeFilter>({})
  const query = {
    matters: mattersText(matters),
    limit: SHOWN,
    ...filter,
    ...(first ? { first: first.join() } : {}),
  }
  const read = useRead(searchTimesRoute, { query }, { keep: true })
  if (read.error && !read.data) {
    const text = failureText(read.error.code, TIMES_FAILURES, t, consoleTexts(language))
    return <ReadProblem text={text} onRetry={() => void read.refetch()} />
  }
  if (!read.data) return <Loading />
  return (
    <>
      <TimeFilters found={read.data} filter={filter} onFilter={setFilter} />
      <NarrowTimes found={read.data} filter={filter} onFilter={setFilter} />
      <ChosenParts found={read.data} filter={filter} onFilter={setFilter} />
      {read.data.times.length === 0 ? (
        read.data.nothing && (
          <NothingFree
            nothing={read.data.nothing}
            matters={query.matters}
            filter={filter}
            onFilter={setFilter}
            waitlist={waitlist}
          />
        )
      ) : (
        <Times times={read.data.times} chosen={chosen} onChoose={onChoose} />
      )}
    </>
  )
}

type TimesProps = Omit<TimePickerProps, 'matters' | 'first' | 'waitlist'> & {
  readonly times: readonly FoundTime[]
}

function Times({ times, chosen, onChoose }: TimesProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <ListBox
      className="console-times"
      aria-label={t('times.label')}
      layout="grid"
      selectionMode="single"
      selectionBehavior="toggle"
      selectedKeys={chosen ? [timeKey(chosen)] : []}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys]
        onChoose(times.find((time) => timeKey(time) === key))
      }}
    >
      {groupTimes(times).map((group) => (
        <ListBoxSection key={group.key} id={group.key}>
          <Header className="console-times__head">
            {formatDay(localDate(group.day), language)} · {siteName(directory, group.site)}
          </Header>
          {group.times.map((time) => {
            const clock = (at: string) => timeOf(parseInstant(at), zoneOf(directory, time.site))
            const text = time.second
              ? t('times.linked', { first: clock(time.startsAt), second: clock(time.second.startsAt) })
              : clock(time.startsAt)
            return (
              <ListBoxItem
                key={timeKey(time)}
                id={timeKey(time)}
                textValue={text}
                className="console-times__time"
              >
                {text}
              </ListBoxItem>
            )
          })}
        </ListBoxSection>
      ))}
    </ListBox>
  )
}
