import { ChoosePanel } from './ChoosePanel.tsx'
import { CounterFailure } from './CounterFailure.tsx'
import { FetchPanel } from './FetchPanel.tsx'
import { MattersDialog } from './MattersDialog.tsx'
import { SendPanel } from './SendPanel.tsx'
import { SplitDialog } from './SplitDialog.tsx'
import { TakeOverPanel } from './TakeOverPanel.tsx'
import type { CounterViewNow, HallNow } from './texts.ts'
import type { useCounter } from './useCounter.ts'
import type { CounterWork } from './useCounterWork.ts'

export type CounterPanelProps = {
  readonly view: CounterViewNow
  readonly hall: HallNow
  readonly at: ReturnType<typeof useCounter>
  readonly onClose: () => void
}

/** The dialog of an action that asks something first. */
export function CounterPanels(props: CounterPanelProps & { readonly panel: CounterWork['dialog'] }) {
  const { panel, view, at, onClose } = props
  if (panel === 'choose') return <ChoosePanel {...props} />
  if (panel === 'fetch') return <FetchPanel {...props} />
  if (panel === 'takeOver') return <TakeOverPanel {...props} />
  if (panel === 'send') return <SendPanel {...props} />
  if (panel === 'matters')
    return (
      <MattersDialog
        site={view.site}
        before={view.matters.map(({ service, people }) => ({ service, people }))}
        busy={at.busy}
        failure={<CounterFailure code={at.failure} />}
        onSave={at.handOver.changeMatters}
        onClose={onClose}
      />
    )
  if (panel === 'split' && view.visit)
    return <SplitDialog site={view.site} visit={view.visit} onClose={onClose} />
  return null
}
