import { useState } from 'react'
import type { Static } from 'typebox'
import { changeMattersRoute } from '#features/booking/contract/changing.ts'
import type { StaffBooking } from '#features/booking/contract/staff.ts'
import { searchTimesRoute } from '#features/booking/contract.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Loading } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { BOOKED_FAILURES } from './failures.ts'
import { MattersDialog } from './MattersDialog.tsx'
import { hallTexts } from './texts.ts'

type Booking = Static<typeof StaffBooking>

export type BookedMattersProps = {
  readonly booking: Booking
  readonly onChanged: () => void
  readonly onClose: () => void
}

/** So many other times are offered; more has the room in which bookings are moved. */
const OTHERS = 6

/**
 * Changes what somebody comes for who has booked and is not here yet. Where their time is too short for it, the next
 * times at this site that would do are offered, each in one press.
 */
export function BookedMatters({ booking, onChanged, onClose }: BookedMattersProps) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const change = useCommand(changeMattersRoute)
  const [failure, setFailure] = useState<ErrorCode<typeof changeMattersRoute> | ClientCode>()
  const [asked, setAsked] = useState<readonly ChosenMatter[]>([])

  async function save(chosen: readonly ChosenMatter[], startsAt?: string): Promise<boolean> {
    setAsked(chosen)
    const to = startsAt === undefined ? {} : { to: { site: booking.site, startsAt } }
    const answer = await change.press({
      params: { visit: booking.visit },
      body: { matters: [...chosen], ...to },
    })
    if (!answer) return false
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) {
      announce(t('booked.done', { name: booking.name }))
      onChanged()
    }
    return answer.ok
  }

  const refused = failure && (
    <Alert
      kind={failure === 'too_short' ? 'warning' : 'danger'}
      title={failureText(failure, BOOKED_FAILURES, t, consoleTexts(language))}
      live="assertive"
    />
  )
  return (
    <MattersDialog
      site={booking.site}
      before={booking.services}
      booked
      busy={change.busy}
      failure={
        <>
          {refused}
          {failure === 'too_short' && (
            <OtherTimes
              booking={booking}
              matters={asked}
              busy={change.busy}
              onChoose={(startsAt) => void save(asked, startsAt).then((done) => done && onClose())}
            />
          )}
        </>
      }
      onSave={save}
      onClose={onClose}
    />
  )
}

type OtherTimesProps = {
  readonly booking: Booking
  readonly matters: readonly ChosenMatter[]
  readonly busy: boolean
  readonly onChoose: (startsAt: string) => void
}

function OtherTimes({ booking, matters, busy, onChoose }: OtherTimesProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const query = {
    matters: matters.map(({ service, people }) => `${service}:${people}`).join(),
    site: booking.site,
    limit: 40,
  }
  const { data } = useRead(searchTimesRoute, { query })
  if (!data) return <Loading />
  // Two linked visits are another booking.
  const times = data.times.filter(({ second }) => second === undefined).slice(0, OTHERS)
  if (times.length === 0) return <p className="kern-body">{t('booked.noOther')}</p>
  return (
    <fieldset className="kern-fieldset">
      <legend className="kern-label">{t('booked.others')}</legend>
      <div className="console-toolbar">
        {times.map(({ startsAt }) => (
          <ActionButton key={startsAt} busy={busy} onPress={() => onChoose(startsAt)}>
            {formatDayAndTime(parseInstant(startsAt), zoneOf(directory, booking.site), language)}
          </ActionButton>
        ))}
      </div>
    </fieldset>
  )
}
