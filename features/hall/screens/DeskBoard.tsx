import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { Screen } from '#ui/console/Screen.tsx'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import { DeskColleagues } from './DeskColleagues.tsx'
import { DeskMessage } from './DeskMessage.tsx'
import { DeskPerson } from './DeskPerson.tsx'
import { DeskTools } from './DeskTools.tsx'
import { DeskWaiting } from './DeskWaiting.tsx'
import { type DeskAction, deskActionOf, deskState, type Outcome, outcomeOf } from './deskKeys.ts'
import { LostLine } from './LostLine.tsx'
import type { DeskNow } from './texts.ts'
import type { useDesk } from './useDesk.ts'
import { useDeskAnnouncements } from './useDeskAnnouncements.ts'
import { useHall } from './useHall.ts'
import { useKeysWanted } from './useKeysWanted.ts'

export type DeskBoardProps = {
  readonly name: string
  readonly at: ReturnType<typeof useDesk>
  readonly desk: DeskNow
  readonly onLeft: () => Promise<unknown>
}

/** An open counter: who is here and what to do, who comes next, what the colleagues do. */
export function DeskBoard({ name, at, desk, onLeft }: DeskBoardProps) {
  const { directory } = useConsole()
  const { hall, lost } = useHall(desk.site)
  const [keysWanted, setKeysWanted] = useKeysWanted()
  const [helpOpen, setHelpOpen] = useState(false)
  const [finishing, setFinishing] = useState(false)
  const state = deskState(desk.visit)
  useDeskAnnouncements(desk)

  function act(action: DeskAction, outcome?: Outcome) {
    setFinishing(action === 'finish' && outcome === undefined)
    if (action !== 'finish' || outcome !== undefined) void at.act(action, outcome)
  }

  useShortcuts((pressed) => {
    if (pressed === '?') setHelpOpen(true)
    else if (finishing && state === 'serving') {
      const outcome = outcomeOf(pressed)
      if (outcome) act('finish', outcome)
      else if (pressed === 'Escape') setFinishing(false)
      else return false
    } else {
      const action = deskActionOf(state, pressed)
      if (!action || !desk.open) return false
      act(action)
    }
    return true
  }, keysWanted)

  const tools = (
    <DeskTools
      counter={desk.counter}
      keysWanted={keysWanted}
      onKeysWanted={setKeysWanted}
      helpOpen={helpOpen}
      onHelp={setHelpOpen}
      onClosed={onLeft}
    />
  )
  return (
    <Screen title={`${name}, ${siteName(directory, desk.site)}`} tools={tools}>
      <LostLine lost={lost} />
      <DeskMessage at={at} desk={desk} onLeft={onLeft} />
      <div className="console-columns console-columns--desk">
        <DeskPerson
          desk={desk}
          now={hall.data?.at}
          busy={at.busy}
          finishing={finishing && state === 'serving'}
          onAct={act}
          onNotYet={() => setFinishing(false)}
        />
        <div className="desk-side">
          <DeskWaiting desk={desk} hall={hall.data} />
          <DeskColleagues desk={desk} hall={hall.data} />
        </div>
      </div>
    </Screen>
  )
}
