import { useEffect, useRef } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { BirthCheck } from './BirthCheck.tsx'
import { CounterActions } from './CounterActions.tsx'
import { CounterFacts } from './CounterFacts.tsx'
import { CounterOutcome } from './CounterOutcome.tsx'
import { type CounterAction, counterState, type Outcome } from './counterKeys.ts'
import { type CounterViewNow, hallTexts, type VisitNow } from './texts.ts'
import { minutesBetween } from './visitWords.ts'

export type CounterPersonProps = {
  readonly view: CounterViewNow
  /** The server's time of the last view of the hall; for "called 2 minutes ago". */
  readonly now: string | undefined
  readonly busy: boolean
  /** Somebody has just gone whose matter is not settled: a next visit can be booked. */
  readonly unsettled: VisitNow | undefined
  /** "Finish" was pressed; now the outcome is chosen. */
  readonly finishing: boolean
  readonly onAct: (action: CounterAction, outcome?: Outcome) => void
  readonly onNotYet: () => void
}

/** The person at the counter, large, with what to do next below. */
export function CounterPerson(props: CounterPersonProps) {
  const { view, now, busy, unsettled, finishing, onAct, onNotYet } = props
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { visit } = view
  const state = counterState(visit)
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
            <p className="kern-body">{t('person.calledSince', { count: visit.callCount, minutes })}</p>
          )}
          <CounterFacts
            visit={visit}
            matters={view.matters}
            afterwards={view.afterwards}
            phone={view.phone}
            videoLink={view.videoLink}
            zone={zoneOf(directory, view.site)}
          />
          {view.birthAsked && state === 'serving' && <BirthCheck key={visit.visit} visit={visit.visit} />}
        </>
      ) : (
        <>
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
      {finishing ? (
        <CounterOutcome busy={busy} onChoose={(outcome) => onAct('finish', outcome)} onNotYet={onNotYet} />
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
