import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { commonFailureText, failureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useShortcuts } from '#ui/console/useShortcuts.ts'
import { Tag } from '#ui/Tag.tsx'
import { openCounterRoute } from '../contract.ts'
import { counterToOpen, OPEN_KEY } from './counterKeys.ts'
import { COUNTER_FAILURES, type CounterCode } from './failures.ts'
import { type CounterNow, hallTexts } from './texts.ts'
import { useHall } from './useHall.ts'
import { useKeysWanted } from './useKeysWanted.ts'
import { useLastCounter } from './useLastCounter.ts'

export type CounterChoiceProps = {
  readonly site: string
  /** Somebody sits now; the session must be asked where. */
  readonly onSeated: () => Promise<unknown>
}

/** Skills shown at once; the rest on demand. */
const SKILLS_SHOWN = 4

/** The counters of a site, to sit down at one. */
export function CounterChoice({ site, onSeated }: CounterChoiceProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const { hall } = useHall(site)
  const { press } = useCommand(openCounterRoute)
  const [opening, setOpening] = useState<string>()
  const [failure, setFailure] = useState<CounterCode | ClientCode>()
  const [keysWanted] = useKeysWanted()
  const [last, remember] = useLastCounter(site)
  const [refused, setRefused] = useState<string>()
  const all = hall.data?.counters ?? []
  const free = all.filter((counter) => !counter.open)
  // The own one also while it is open: after a crash it still is. Unless somebody else sits there.
  const own = all.find(({ counter }) => counter === last && counter !== refused)
  const proposed = (own ?? free[0])?.counter

  useShortcuts((pressed) => {
    const ids = all.map(({ counter }) => counter)
    const wanted = counterToOpen(ids, proposed, pressed)
    if (wanted && !opening) void open(wanted)
    return wanted !== undefined
  }, keysWanted)

  async function open(counter: string) {
    setOpening(counter)
    const answer = await press({ params: { counter } })
    if (answer?.ok) {
      remember(counter)
      await onSeated()
    }
    if (answer) {
      setFailure(answer.ok ? undefined : answer.code)
      setRefused(answer.ok ? undefined : counter)
      setOpening(undefined)
    }
  }

  if (!hall.data) {
    if (!hall.error) return <Loading />
    return <ReadProblem text={commonFailureText(hall.error.code, common)} onRetry={() => hall.refetch()} />
  }
  return (
    <>
      {failure && (
        <Alert kind="danger" title={failureText(failure, COUNTER_FAILURES, t, common)} live="assertive" />
      )}
      <p className="kern-body">{t('choice.intro')}</p>
      {all.length === 0 && <p className="console-empty">{t('choice.none')}</p>}
      <div className="console-panel">
        <ul className="console-list counter-choice">
          {all.map((counter, position) => (
            <CounterRow
              key={counter.counter}
              counter={counter}
              shortcut={keysWanted ? keyOf(counter.counter === proposed, position) : undefined}
              busy={opening === counter.counter}
              onOpen={() => void open(counter.counter)}
            />
          ))}
        </ul>
      </div>
    </>
  )
}

/** The key that opens a counter of the list: O the one proposed, a digit each of the first nine. */
function keyOf(isProposed: boolean, position: number): string | undefined {
  if (isProposed) return OPEN_KEY
  return position < 9 ? String(position + 1) : undefined
}

type RowProps = {
  readonly counter: CounterNow
  readonly shortcut: string | undefined
  readonly busy: boolean
  readonly onOpen: () => void
}

function CounterRow({ counter, shortcut, busy, onOpen }: RowProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const label = counter.label[language]
  return (
    <li className="console-item">
      <div className="console-item__main">
        <p className="counter-choice__name">
          <strong>{label}</strong> <StateTag counter={counter} />
        </p>
        <Skills counter={counter} />
      </div>
      <ActionButton
        variant={counter.open ? 'tertiary' : 'secondary'}
        {...(shortcut && { shortcut })}
        busy={busy}
        label={t('choice.openNamed', { counter: label })}
        onPress={onOpen}
      >
        {t('choice.open')}
      </ActionButton>
    </li>
  )
}

function StateTag({ counter }: { readonly counter: CounterNow }) {
  const { language } = useConsole()
  const t = hallTexts(language)
  if (counter.visit) return <Tag kind="warning" text={t('counter.busy')} />
  if (counter.pausedAt) return <Tag kind="info" text={t('counter.paused')} />
  return counter.open ? <Tag kind="info" text={t('counter.open')} /> : <Tag text={t('counter.free')} />
}

function Skills({ counter }: { readonly counter: CounterNow }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const titles = counter.services.map((key) => serviceTitle(directory, key))
  const rest = titles.slice(SKILLS_SHOWN)
  return (
    <div className="counter-choice__skills">
      <span>{titles.slice(0, SKILLS_SHOWN).join(', ')}</span>
      {rest.length > 0 && (
        <details>
          <summary>{t('choice.more', { count: rest.length })}</summary>
          {rest.join(', ')}
        </details>
      )}
    </div>
  )
}
