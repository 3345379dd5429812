import { useState } from 'react'
import type { ParkedFor } from '#features/visit/model.ts'
import type { CounterPanel } from './counterKeys.ts'
import { counterKeys, counterState } from './counterKeys.ts'
import type { CounterViewNow, Ended, VisitNow } from './texts.ts'
import type { useCounter } from './useCounter.ts'

type PaperNow = { readonly service: string; readonly paper: string }

/** The papers of what is still to be done that nobody has seen yet. */
function missingPapers({ matters }: CounterViewNow): PaperNow[] {
  return matters
    .filter(({ outcome }) => outcome === null)
    .flatMap(({ service, papers }) =>
      papers.filter(({ seenAt }) => seenAt === null).map(({ paper }) => ({ service, paper })),
    )
}

/** What is asked at a counter just now: which panel is open, and what its answers do. */
export function useCounterWork(at: ReturnType<typeof useCounter>, view: CounterViewNow) {
  const [opened, setOpened] = useState<CounterPanel>()
  const [each, setEach] = useState(false)
  const [unsettled, setUnsettled] = useState<VisitNow>()
  // A panel belongs to the state in which it was opened: somebody else may have changed it.
  const panel = counterKeys(counterState(view)).some(({ action }) => action === opened) ? opened : undefined

  const close = () => {
    setOpened(undefined)
    setEach(false)
  }
  return {
    panel,
    /** The panel that stands over the screen; the two short questions stand in the person's own panel. */
    dialog: panel === 'finish' || panel === 'park' ? undefined : panel,
    each,
    setEach,
    /** Somebody has just gone whose matter is not settled: a next visit can be booked. */
    unsettled,
    close,
    open(wanted: CounterPanel) {
      at.forget()
      setOpened(wanted)
    },
    end(ended: Ended) {
      const partly = [ended, ...(ended.others ?? [])].some(({ outcome }) => outcome === 'partly')
      setUnsettled(partly && view.visit ? view.visit : undefined)
      close()
      void at.end(ended)
    },
    /** Papers that the clerk has seen, or not after all; without any: all that are missing. */
    notePapers(papers: readonly PaperNow[] = missingPapers(view), seen = true) {
      if (papers.length > 0) void at.handOver.papers({ papers: [...papers], seen })
    },
    park(reason: ParkedFor) {
      close()
      void at.handOver.park(reason)
    },
  }
}

export type CounterWork = ReturnType<typeof useCounterWork>
