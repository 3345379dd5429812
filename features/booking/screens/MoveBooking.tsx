import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { placeAt, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { moveBookingRoute } from '../contract/staff.ts'
import { searchTimesRoute } from '../contract.ts'
import { BookingWords } from './FoundBookingRow.tsx'
import { MOVE_FAILURES } from './failures.ts'
import { TimePicker } from './TimePicker.tsx'
import { bookingTexts, type FoundBooking } from './texts.ts'
import { type FoundTime, secondOf } from './timeGroups.ts'

export type MoveBookingProps = {
  readonly booking: FoundBooking
  readonly onMoved: (booking: FoundBooking) => void
  readonly onBack: () => void
}

/** Chooses a new time for a booking. The old one counts until the new one is certain. */
export function MoveBooking({ booking, onMoved, onBack }: MoveBookingProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const client = useQueryClient()
  const move = useCommand(moveBookingRoute)
  const [time, setTime] = useState<FoundTime>()
  const [failure, setFailure] = useState<ErrorCode<typeof moveBookingRoute> | ClientCode>()

  async function press() {
    if (!time) return
    const answer = await move.press({
      params: { visit: booking.visit },
      body: { site: time.site, startsAt: time.startsAt, ...secondOf(time) },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) return onMoved(answer.value)
    await client.invalidateQueries({ queryKey: [searchTimesRoute.id] })
  }

  const when = time && {
    time: formatDayAndTime(parseInstant(time.startsAt), zoneOf(directory, time.site), language),
    site: placeAt(directory, time.site, parseInstant(time.startsAt)),
  }
  return (
    <section className="console-panel" aria-labelledby="move">
      <h2 className="console-panel__title" id="move">
        {t('move.title')}
      </h2>
      <BookingWords booking={booking} />
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, MOVE_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      {booking.linked && <p className="kern-hint">{t('linked.moveText')}</p>}
      <TimePicker
        matters={[...booking.services, ...(booking.linked?.services ?? [])]}
        first={firstOf(booking)}
        standing
        chosen={time}
        onChoose={setTime}
      />
      <div className="console-toolbar console-foot">
        <ActionButton variant="primary" busy={move.busy} disabled={!time} onPress={() => void press()}>
          {when ? t('move.to', when) : t('move.choose')}
        </ActionButton>
        <ActionButton onPress={onBack}>{t('move.back')}</ActionButton>
      </div>
    </section>
  )
}

/** The services of the first of two linked visits. */
function firstOf({ linked, services }: FoundBooking): readonly string[] | undefined {
  return linked ? (linked.second ? services : linked.services).map(({ service }) => service) : undefined
}
