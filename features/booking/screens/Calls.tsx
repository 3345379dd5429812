import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { callsRoute } from '../contract/closing.ts'
import { CallRow, type ShownCall } from './CallRow.tsx'
import { MoveByNumber } from './MoveByNumber.tsx'
import { bookingTexts } from './texts.ts'

/** Read again so often by itself (milliseconds): others call, too. */
const EVERY = 10_000

/** People without mail whose time fell away by a closing, or whose site moves: whom to call, and what they say. */
export function Calls() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(callsRoute, {}, { every: EVERY })
  const [moving, setMoving] = useState<ShownCall>()
  const { data, error } = read
  const again = () => void read.refetch()
  const open = data?.calls.filter(({ told }) => !told) ?? []

  function done() {
    setMoving(undefined)
    again()
  }

  return (
    <Screen title={t('calls.title')}>
      <p className="kern-body">{t('calls.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {moving && <MoveByNumber visit={moving.visit} bookingNumber={moving.bookingNumber} onDone={done} />}
      {data && !moving && (
        <section className="console-panel" aria-labelledby="calls">
          <h2 className="console-panel__title" id="calls">
            {t('calls.open', { count: open.length })}
          </h2>
          <ul className="console-list">
            {data.calls.map((call) => (
              <CallRow key={call.call} call={call} onMove={() => setMoving(call)} onDone={again} />
            ))}
          </ul>
        </section>
      )}
    </Screen>
  )
}
