import { Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { formatDay } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { type Directory, placeAt, siteName } from '#ui/console/directory.ts'
import { bookingTexts } from './texts.ts'
import { clockWords, type FoundTime, groupTimes, type TimeGroup, timeKey } from './timeGroups.ts'

export type TimesProps = {
  readonly times: readonly FoundTime[]
  readonly chosen: FoundTime | undefined
  readonly onChoose: (time: FoundTime | undefined) => void
  /** The first time takes the focus. */
  readonly onFocused: ((option: HTMLElement | null) => void) | undefined
}

/** Free times by day and site; arrow keys go from time to time. */
export function Times({ times, chosen, onChoose, onFocused }: TimesProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  return (
    <ListBox
      className="console-times"
      aria-label={t('times.label')}
      layout="grid"
      selectionMode="single"
      selectionBehavior="toggle"
      // Escape leads back to the sites; what was chosen stays.
      escapeKeyBehavior="none"
      selectedKeys={chosen ? [timeKey(chosen)] : []}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys]
        onChoose(times.find((time) => timeKey(time) === key))
      }}
    >
      {groupTimes(times).map((group) => (
        <ListBoxSection key={group.key} id={group.key}>
          <Header className="console-times__head">
            {formatDay(localDate(group.day), language)} · {placeOf(group, directory)}
          </Header>
          {group.times.map((time) => {
            const text = clockWords(time, directory, t)
            return (
              <ListBoxItem
                key={timeKey(time)}
                id={timeKey(time)}
                textValue={text}
                className="console-times__time"
                {...(onFocused && time === times[0] ? { ref: onFocused } : {})}
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

/** The site of a group as it is called on that day. */
function placeOf({ site, times: [first] }: TimeGroup, directory: Directory): string {
  return first ? placeAt(directory, site, parseInstant(first.startsAt)) : siteName(directory, site)
}
