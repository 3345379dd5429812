import type { ReactNode } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { Tag } from '#ui/Tag.tsx'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { minutesBetween, standingWords } from './visitWords.ts'

export type WaitingListProps = {
  readonly visits: readonly VisitNow[]
  readonly hall: HallNow
  /** What can be done with one of them. */
  readonly action?: (visit: VisitNow) => ReactNode
}

/** People in call order: number, matters, since when, and whether they are booked. */
export function WaitingList({ visits, hall, action }: WaitingListProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const zone = zoneOf(directory, hall.site)
  const since = (visit: VisitNow) => {
    if (visit.arrivedAt === null) return ''
    const came = formatTime(parseInstant(visit.arrivedAt), zone, language)
    return t('waiting.since', { came, minutes: minutesBetween(visit.arrivedAt, hall.at) })
  }
  return (
    <ol className="console-list">
      {visits.map((visit) => (
        <li className="console-item" key={visit.visit}>
          <span className="console-number">{visit.ticketNumber}</span>
          <span className="console-item__main">
            {visit.services.map((key) => serviceTitle(directory, key)).join(', ')}
            <span className="console-line">
              {since(visit)}
              {visit.appointmentAt &&
                ` · ${t('waiting.booked', { time: formatTime(parseInstant(visit.appointmentAt), zone, language) })}`}
              {visit.part && ` · ${t(`waiting.part.${visit.part}`)}`}
            </span>
            <Standing visit={visit} words={standingWords(visit, zone, language, t)} hall={hall} />
          </span>
          {action?.(visit)}
        </li>
      ))}
    </ol>
  )
}

type StandingProps = Pick<WaitingListProps, 'hall'> & {
  readonly visit: VisitNow
  readonly words: readonly string[]
}

function Standing({ visit, words, hall }: StandingProps) {
  const t = hallTexts(useConsole().language)
  const without = hall.withoutCounter.includes(visit.visit)
  if (!without && words.length === 0) return null
  return (
    <span className="console-line waiting-standing">
      {without && <Tag kind="danger" text={t('waiting.noCounter')} />}
      {words.join(' · ')}
    </span>
  )
}
