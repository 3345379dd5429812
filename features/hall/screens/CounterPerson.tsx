import { useEffect, useRef } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { BirthCheck } from './BirthCheck.tsx'
import type { PapersOf } from './Counter.tsx'
import { CounterActions } from './CounterActions.tsx'
import { CounterFacts } from './CounterFacts.tsx'
import { CounterNeeds, CounterNotes } from './CounterNeeds.tsx'
import { CounterOutcome } from './CounterOutcome.tsx'
import { CounterPark } from './CounterPark.tsx'
import { type CounterAction, counterState } from './counterKeys.ts'
import { type CounterViewNow, hallTexts } from './texts.ts'
import type { CounterWork } from './useCounterWork.ts'
import { minutesBetween } from './visitWords.ts'

export type CounterPersonProps = {
  readonly view: CounterViewNow
  /** The server's time of the last view of the hall; for "called 2 minutes ago". */
  readonly now: string | undefined
  readonly busy: boolean
  readonly work: CounterWork
  readonly papersOf: PapersOf
  readonly onAct: (action: CounterAction) => void
}

/** The person at the counter, large, with what to do next below. */
export function CounterPerson(props: CounterPersonProps) {
  const { view, now, busy, work, onAct } = props
  const { unsettled } = work
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { visit } = view
  const state = counterState(view)
  const zone = zoneOf(directory, view.site)
  const title = useFocusKept(`${state} ${visit?.visit ?? ''}`)
  const minutes = visit?.calledAt && now ? minutesBetween(visit.calledAt, now) : 0
  return (
    <section className="console-panel console-panel--focus counter-person" aria-labelledby="counter-state">
      <h2 className="console-panel__title" id="counter-state" ref={title} tabIndex={-1}>
        {t(`person.${state}`)}
      </h2>
      {visit ? (
        <>
          <p className="counter-person__head">
            <span className="console-visit__number">{visit.ticketNumber}</span>
            {view.name && (
              <span className="counter-person__name">{[view.name, ...view.companions].join(', ')}</span>
            )}
          </p>
          {state === 'called' && (
            <p className="kern-body">
              {t('person.calledSince', { count: visit.callCount, minutes })}
              {visit.callCount < view.callsBeforeMissed && (
                <span className="console-line">
                  {t('person.missedFrom', { calls: view.callsBeforeMissed })}
                </span>
              )}
            </p>
          )}
          <CounterNeeds visit={visit} />
          <CounterNotes notes={view.notes} zone={zone} />
          <CounterFacts
            visit={visit}
            matters={view.matters}
            afterwards={view.afterwards}
            phone={view.phone}
            videoLink={view.videoLink}
            zone={zone}
            onPapers={work.notePapers}
          />
          {props.papersOf(visit.visit)}
          {view.birthAsked && state === 'serving' && <BirthCheck key={visit.visit} visit={visit.visit} />}
        </>
      ) : (
        <>
          {view.pausedAt && (
            <p className="counter-person__empty">
              {t('person.pausedSince', { time: formatTime(parseInstant(view.pausedAt), zone, language) })}
            </p>
          )}
          <p className="counter-person__empty">{t('person.waitingHere', { count: view.waitingHere })}</p>
          {unsettled && (
            <p className="kern-body">
              <RouteLink to={`/counter/next/${unsettled.visit}`}>
                {t('person.bookNext', { number: unsettled.ticketNumber ?? '' })}
              </RouteLink>
            </p>
          )}
        </>
      )}
      {work.panel === 'finish' ? (
        <CounterOutcome
          services={visit?.services ?? []}
          busy={busy}
          each={work.each}
          onEach={work.setEach}
          onChoose={work.end}
          onNotYet={work.close}
        />
      ) : work.panel === 'park' ? (
        <CounterPark busy={busy} onChoose={work.park} onNotYet={work.close} />
      ) : (
        <CounterActions state={state} busy={busy} disabled={!view.open} onAct={onAct} />
      )}
    </section>
  )
}

/** When the pressed button is gone with the old state, the focus stays in the panel instead of falling to the top. */
function useFocusKept(state: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(state)
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost) heading.current?.focus()
  })
  return heading
}
