import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { Screen } from '#ui/console/Screen.tsx'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import { CounterColleagues } from './CounterColleagues.tsx'
import { CounterMessage } from './CounterMessage.tsx'
import { CounterPerson } from './CounterPerson.tsx'
import { CounterTools } from './CounterTools.tsx'
import { CounterWaiting } from './CounterWaiting.tsx'
import { type CounterAction, counterActionOf, counterState, type Outcome, outcomeOf } from './counterKeys.ts'
import { LostLine } from './LostLine.tsx'
import type { CounterViewNow, VisitNow } from './texts.ts'
import type { useCounter } from './useCounter.ts'
import { useCounterAnnouncements } from './useCounterAnnouncements.ts'
import { useHall } from './useHall.ts'
import { useKeysWanted } from './useKeysWanted.ts'

export type CounterBoardProps = {
  readonly name: string
  readonly at: ReturnType<typeof useCounter>
  readonly view: CounterViewNow
  readonly onLeft: () => Promise<unknown>
}

/** An open counter: who is here and what to do, who comes next, what the colleagues do. */
export function CounterBoard({ name, at, view, onLeft }: CounterBoardProps) {
  const { directory, navigate } = useConsole()
  const { hall, lost } = useHall(view.site)
  const [keysWanted, setKeysWanted] = useKeysWanted()
  const [helpOpen, setHelpOpen] = useState(false)
  const [finishing, setFinishing] = useState(false)
  const [unsettled, setUnsettled] = useState<VisitNow>()
  const state = counterState(view.visit)
  useCounterAnnouncements(view)

  function act(action: CounterAction, outcome?: Outcome) {
    if (action === 'bookNext') return navigate(`/counter/next/${view.visit?.visit}`)
    setFinishing(action === 'finish' && outcome === undefined)
    if (action === 'finish' && outcome === undefined) return
    if (action === 'finish') setUnsettled(outcome === 'partly' && view.visit ? view.visit : undefined)
    void at.act(action, outcome)
  }

  useShortcuts((pressed) => {
    if (pressed === '?') setHelpOpen(true)
    else if (finishing && state === 'serving') {
      const outcome = outcomeOf(pressed)
      if (outcome) act('finish', outcome)
      else if (pressed === 'Escape') setFinishing(false)
      else return false
    } else {
      const action = counterActionOf(state, pressed)
      if (!action || !view.open) return false
      act(action)
    }
    return true
  }, keysWanted)

  const tools = (
    <CounterTools
      counter={view.counter}
      keysWanted={keysWanted}
      onKeysWanted={setKeysWanted}
      helpOpen={helpOpen}
      onHelp={setHelpOpen}
      onClosed={onLeft}
    />
  )
  return (
    <Screen title={`${name}, ${siteName(directory, view.site)}`} tools={tools}>
      <LostLine lost={lost} />
      <CounterMessage at={at} view={view} onLeft={onLeft} />
      <div className="console-columns console-columns--side">
        <CounterPerson
          view={view}
          now={hall.data?.at}
          busy={at.busy}
          unsettled={unsettled}
          finishing={finishing && state === 'serving'}
          onAct={act}
          onNotYet={() => setFinishing(false)}
        />
        <div className="console-side">
          <CounterWaiting view={view} hall={hall.data} />
          <CounterColleagues view={view} hall={hall.data} />
        </div>
      </div>
    </Screen>
  )
}
