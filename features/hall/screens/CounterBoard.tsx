import { useState } from 'react'
import { PARKED_FOR } from '#features/visit/model.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { Screen } from '#ui/console/Screen.tsx'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import type { PapersOf } from './Counter.tsx'
import { CounterColleagues } from './CounterColleagues.tsx'
import { CounterMessage } from './CounterMessage.tsx'
import { EACH_KEY } from './CounterOutcome.tsx'
import { CounterPanels } from './CounterPanels.tsx'
import { CounterParked } from './CounterParked.tsx'
import { CounterPerson } from './CounterPerson.tsx'
import { CounterTools } from './CounterTools.tsx'
import { CounterUndo } from './CounterUndo.tsx'
import { CounterWaiting } from './CounterWaiting.tsx'
import {
  CLOSE_KEY,
  type CounterAction,
  choiceOf,
  counterActionOf,
  counterState,
  isPanel,
  OPEN_KEY,
  OUTCOMES,
  PAPERS_KEY,
  UNDO_KEY,
} from './counterKeys.ts'
import { LostLine } from './LostLine.tsx'
import type { CounterViewNow } from './texts.ts'
import { type OnLeft, useClosing } from './useClosing.ts'
import type { useCounter } from './useCounter.ts'
import { useCounterAnnouncements } from './useCounterAnnouncements.ts'
import { useCounterWork } from './useCounterWork.ts'
import { useHall } from './useHall.ts'
import { useKeysWanted } from './useKeysWanted.ts'
import { useReopening } from './useReopening.ts'
import { useUndoSeconds } from './useUndoSeconds.ts'

export type CounterBoardProps = {
  readonly name: string
  readonly at: ReturnType<typeof useCounter>
  readonly view: CounterViewNow
  readonly papersOf: PapersOf
  readonly onLeft: OnLeft
}

/** An open counter: who is here and what to do, who comes next, what the colleagues do. */
export function CounterBoard({ name, at, view, papersOf, onLeft }: CounterBoardProps) {
  const { directory, navigate } = useConsole()
  const { hall, lost } = useHall(view.site)
  const [keysWanted, setKeysWanted] = useKeysWanted()
  const [helpOpen, setHelpOpen] = useState(false)
  const state = counterState(view)
  const work = useCounterWork(at, view)
  const undoSeconds = useUndoSeconds(view)
  const closing = useClosing(view.counter, onLeft)
  const reopening = useReopening(at, view.counter, onLeft)
  useCounterAnnouncements(view)

  function act(action: CounterAction) {
    if (action === 'bookNext') navigate(`/counter/next/${view.visit?.visit}`)
    else if (isPanel(action)) work.open(action)
    else {
      work.close()
      void at.act(action)
    }
  }

  /** What a key means while a question is open: one of its answers, or back. */
  function answer(pressed: string): boolean {
    const outcome = work.panel === 'finish' ? choiceOf(OUTCOMES, pressed) : undefined
    const reason = work.panel === 'park' ? choiceOf(PARKED_FOR, pressed) : undefined
    if (outcome) work.end({ outcome })
    else if (reason) work.park(reason)
    else if (pressed === EACH_KEY && work.panel === 'finish' && (view.visit?.services.length ?? 0) > 1)
      work.setEach(true)
    else if (pressed === 'Escape') work.close()
    else return false
    return true
  }

  useShortcuts((pressed) => {
    if (pressed === '?') setHelpOpen(true)
    else if (pressed.toUpperCase() === UNDO_KEY && undoSeconds > 0) act('undo')
    else if (pressed.toUpperCase() === CLOSE_KEY) void closing.close()
    else if (pressed.toUpperCase() === OPEN_KEY && !view.open) void reopening.open()
    else if (work.panel) return answer(pressed)
    else if (pressed.toUpperCase() === PAPERS_KEY && view.visit) work.notePapers()
    else {
      const action = counterActionOf(state, pressed)
      if (!action || !view.open) return false
      act(action)
    }
    return true
  }, keysWanted)

  const tools = (
    <CounterTools
      keysWanted={keysWanted}
      onKeysWanted={setKeysWanted}
      helpOpen={helpOpen}
      onHelp={setHelpOpen}
      closing={closing}
    />
  )
  return (
    <Screen title={`${name}, ${siteName(directory, view.site)}`} tools={tools}>
      <LostLine lost={lost} />
      {work.dialog === undefined && (
        <CounterMessage at={at} view={view} reopening={reopening} onLeft={onLeft} />
      )}
      <CounterUndo undo={view.undo} seconds={undoSeconds} busy={at.busy} onUndo={() => act('undo')} />
      <div className="console-columns console-columns--side">
        <CounterPerson
          view={view}
          now={hall.data?.at}
          busy={at.busy}
          work={work}
          papersOf={papersOf}
          onAct={act}
        />
        <div className="console-side">
          <CounterWaiting view={view} hall={hall.data} />
          {hall.data && <CounterParked view={view} hall={hall.data} at={at} />}
          <CounterColleagues view={view} hall={hall.data} />
        </div>
      </div>
      {work.dialog && hall.data && (
        <CounterPanels panel={work.dialog} view={view} hall={hall.data} at={at} onClose={work.close} />
      )}
    </Screen>
  )
}
