import { useEffect, useRef } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { DeskActions } from './DeskActions.tsx'
import { DeskFacts } from './DeskFacts.tsx'
import { DeskOutcome } from './DeskOutcome.tsx'
import { type DeskAction, deskState, type Outcome } from './deskKeys.ts'
import { type DeskNow, hallTexts } from './texts.ts'
import { minutesBetween } from './visitWords.ts'

export type DeskPersonProps = {
  readonly desk: DeskNow
  /** The server's time of the last view of the hall; for "called 2 minutes ago". */
  readonly now: string | undefined
  readonly busy: boolean
  /** "Finish" was pressed; now the outcome is chosen. */
  readonly finishing: boolean
  readonly onAct: (action: DeskAction, outcome?: Outcome) => void
  readonly onNotYet: () => void
}

/** The person at the counter, large, with what to do next below. */
export function DeskPerson(props: DeskPersonProps) {
  const { desk, now, busy, finishing, onAct, onNotYet } = props
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { visit } = desk
  const state = deskState(visit)
  const title = useFocusKept(`${state} ${visit?.visit ?? ''}`)
  const minutes = visit?.calledAt && now ? minutesBetween(visit.calledAt, now) : 0
  return (
    <section className="console-panel console-panel--focus desk-person" aria-labelledby="desk-state">
      <h2 className="console-panel__title" id="desk-state" ref={title} tabIndex={-1}>
        {t(`desk.${state}`)}
      </h2>
      {visit ? (
        <>
          <p className="desk-person__head">
            <span className="console-visit__number">{visit.ticketNumber}</span>
            {desk.name && <span className="desk-person__name">{desk.name}</span>}
          </p>
          {state === 'called' && (
            <p className="kern-body">{t('desk.calledSince', { count: visit.callCount, minutes })}</p>
          )}
          <DeskFacts visit={visit} zone={zoneOf(directory, desk.site)} />
        </>
      ) : (
        <p className="desk-person__empty">{t('desk.waitingHere', { count: desk.waitingHere })}</p>
      )}
      {finishing ? (
        <DeskOutcome busy={busy} onChoose={(outcome) => onAct('finish', outcome)} onNotYet={onNotYet} />
      ) : (
        <DeskActions state={state} busy={busy} disabled={!desk.open} onAct={onAct} />
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
