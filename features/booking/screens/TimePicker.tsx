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
import { TIMES_FAILURES } from './failures.ts'
import { type TimeFilter, TimeFilters } from './TimeFilters.tsx'
import { bookingTexts } from './texts.ts'
import { type FoundTime, groupTimes, mattersText, timeKey } from './timeGroups.ts'

/** Times asked for at once; more are found by filter. */
const SHOWN = 120

export type TimePickerProps = {
  readonly matters: readonly ChosenMatter[]
  /** Services of the first of two linked visits that move: only times for two. */
  readonly first?: readonly string[] | undefined
  readonly chosen: FoundTime | undefined
  readonly onChoose: (time: FoundTime | undefined) => void
}

/** Free times over all sites, earliest first; arrow keys go from time to time. */
export function TimePicker({ matters, first, chosen, onChoose }: TimePickerProps) {
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
      {read.data.times.length === 0 ? (
        <p className="console-empty">{t('times.none')}</p>
      ) : (
        <Times times={read.data.times} chosen={chosen} onChoose={onChoose} />
      )}
    </>
  )
}

type TimesProps = Omit<TimePickerProps, 'matters' | 'first'> & { readonly times: readonly FoundTime[] }

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
