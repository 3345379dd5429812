import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { sessionRoute } from '#features/staff/contract.ts'
import type { Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Screen } from '#ui/console/Screen.tsx'
import { CounterAtWork } from './CounterAtWork.tsx'
import { CounterChoice } from './CounterChoice.tsx'
import { SiteChoice } from './SiteChoice.tsx'
import { hallTexts } from './texts.ts'

export type Person = NonNullable<Output<typeof sessionRoute>['staff']>

/** What the person of a visit has sent before they came, as another room of the house shows it. */
export type PapersOf = (visit: string) => ReactNode

export type CounterProps = { readonly staff: Person; readonly papersOf: PapersOf }

/** The counter of a clerk: choose one, then call, serve, finish. A reload comes back to the same person. */
export function Counter({ staff, papersOf }: CounterProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const client = useQueryClient()
  const [chosen, setChosen] = useState<string>()
  const site = staff.site?.key ?? chosen
  const [untied, setUntied] = useState<readonly string[]>([])
  const reload = (numbers: readonly string[] = []) => {
    setUntied(numbers)
    return client.invalidateQueries({ queryKey: [sessionRoute.id] })
  }

  if (staff.counter) {
    const { counter } = staff
    return <CounterAtWork key={counter.id} counter={counter} papersOf={papersOf} onLeft={reload} />
  }
  return (
    <Screen title={t('choice.title')}>
      {untied.length > 0 && (
        <Alert
          kind="info"
          title={t('choice.untied', { count: untied.length, numbers: untied.join(', ') })}
          live="assertive"
        />
      )}
      {!staff.site && <SiteChoice value={chosen} onChange={setChosen} />}
      {site && <CounterChoice key={site} site={site} onSeated={() => reload()} />}
    </Screen>
  )
}
