import { type ReactNode, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { callsRoute } from '../contract/closing.ts'
import { undeliveredRoute } from '../contract/undelivered.ts'
import { CallRow, type ShownCall } from './CallRow.tsx'
import { MoveByNumber } from './MoveByNumber.tsx'
import { bookingTexts } from './texts.ts'
import { MessageRow, type ShownMessage, type ShownWish, WishRow } from './UndeliveredRow.tsx'

/** Read again so often by itself (milliseconds): others work on it, too. */
const EVERY = 15_000

/**
 * Whom to call, and what to say: because a message did not arrive, or because there is no other way, also where a closing
 * or a move of a site takes their time or place. Who is to be called now stands first, the nearest visit before the others.
 */
export function Undelivered() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const messages = useRead(undeliveredRoute, {}, { every: EVERY })
  const lost = useRead(callsRoute, {}, { every: EVERY })
  const [moving, setMoving] = useState<ShownCall>()
  const error = (!messages.data && messages.error) || (!lost.data && lost.error)
  const again = () => {
    void messages.refetch()
    void lost.refetch()
  }
  const rows =
    messages.data && lost.data
      ? [
          ...messages.data.messages.map((message) => messageRow(message, again)),
          ...lost.data.calls.map((call) => callRow(call, () => setMoving(call), again)),
          ...messages.data.wishes.map((wish) => wishRow(wish, again)),
        ].sort((one, other) => one.rank - other.rank || one.at - other.at)
      : undefined
  const open = (rows ?? []).filter(({ told }) => !told)
  return (
    <Screen title={t('undelivered.title')}>
      <p className="kern-body">{t('undelivered.intro')}</p>
      {!rows && !error && <Loading />}
      {error && <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />}
      {moving && (
        <MoveByNumber
          visit={moving.visit}
          bookingNumber={moving.bookingNumber}
          onDone={() => {
            setMoving(undefined)
            again()
          }}
        />
      )}
      {rows && !moving && (
        <section className="console-panel" aria-labelledby="undelivered">
          <h2 className="console-panel__title" id="undelivered">
            {t('undelivered.open', { count: open.length })}
          </h2>
          <ul className="console-list">{rows.map(({ row }) => row)}</ul>
        </section>
      )}
    </Screen>
  )
}

/** A line of the list; `rank`: 0 to be called now, 1 later, 2 told. */
type Ranked = { readonly rank: number; readonly at: number; readonly told: boolean; readonly row: ReactNode }

function messageRow(message: ShownMessage, onDone: () => void): Ranked {
  return {
    rank: message.told ? 2 : message.isLater ? 1 : 0,
    at: parseInstant(message.appointmentAt),
    told: message.told,
    row: <MessageRow key={message.message} message={message} onDone={onDone} />,
  }
}

/** An offer stands where it ends, because it does not wait; other messages about the waitlist stand last. */
function wishRow(wish: ShownWish, onDone: () => void): Ranked {
  return {
    rank: wish.told ? 2 : wish.isLater ? 1 : 0,
    at: wish.offer ? parseInstant(wish.offer.until) : Number.POSITIVE_INFINITY,
    told: wish.told,
    row: <WishRow key={wish.message} wish={wish} onDone={onDone} />,
  }
}

function callRow(call: ShownCall, onMove: () => void, onDone: () => void): Ranked {
  return {
    rank: call.told ? 2 : call.isLater ? 1 : 0,
    at: parseInstant(call.appointmentAt),
    told: call.told,
    row: <CallRow key={call.call} call={call} onMove={onMove} onDone={onDone} />,
  }
}
