import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Input } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { bookNextRoute, visitToFollowRoute } from '../contract/staff.ts'
import { searchTimesRoute } from '../contract.ts'
import { asksBirth, birthIn } from './BirthInput.tsx'
import { BookedPanel } from './BookedPanel.tsx'
import { typedCompanions } from './CompanionFields.tsx'
import { ContactForm, EMPTY_CONTACT, messagesIn, type TypedContact } from './ContactForm.tsx'
import { BookingWords } from './FoundBookingRow.tsx'
import { staysChosen } from './failures.ts'
import { TimePicker } from './TimePicker.tsx'
import { bookingTexts, type FoundBooking } from './texts.ts'
import { type FoundTime, secondOf } from './timeGroups.ts'

type Asked = Input<typeof bookNextRoute>['body']
const OUTCOMES = ['partly', 'moved'] as const satisfies readonly Asked['outcome'][]

export type BookNextProps = {
  /** The visit that the next one follows. */
  readonly visit: string
  readonly channel: Asked['channel']
  /** Where it goes on afterwards: a path of the console, and its name on the button. */
  readonly back: string
  readonly backText: 'next.toCounter' | 'next.toSearch'
}

/** Books the next visit to the same matters. */
export function BookNext({ visit, channel, back, backText }: BookNextProps) {
  const { language, navigate } = useConsole()
  const t = bookingTexts(language)
  const earlier = useRead(visitToFollowRoute, { params: { visit } })
  const [booked, setBooked] = useState<FoundBooking>()
  const done = () => navigate(back)
  const leave = <ActionButton onPress={done}>{t(backText)}</ActionButton>
  return (
    <Screen title={t('next.title')} tools={booked ? undefined : leave}>
      {booked ? (
        <BookedPanel booking={booked} title={t('next.done')} doneText={t(backText)} onDone={done} />
      ) : earlier.data ? (
        <NextForm earlier={earlier.data} channel={channel} onBooked={setBooked} />
      ) : earlier.error ? (
        <ReadProblem
          text={commonFailureText(earlier.error.code, consoleTexts(language))}
          onRetry={() => void earlier.refetch()}
        />
      ) : (
        <Loading />
      )}
    </Screen>
  )
}

type NextFormProps = Pick<BookNextProps, 'channel'> & {
  readonly earlier: FoundBooking
  readonly onBooked: (booking: FoundBooking) => void
}

function NextForm({ earlier, channel, onBooked }: NextFormProps) {
  const { language, directory } = useConsole()
  const scarce = asksBirth(directory, earlier.services)
  const t = bookingTexts(language)
  const client = useQueryClient()
  const book = useCommand(bookNextRoute)
  const [time, setTime] = useState<FoundTime>()
  const [timeMissing, setTimeMissing] = useState(false)
  const [outcome, setOutcome] = useState<Asked['outcome']>('partly')
  // Without a name the contact has been deleted: then it is asked for.
  const [somebodyElse, setSomebodyElse] = useState(earlier.name === '')
  const [contact, setContact] = useState<TypedContact>(EMPTY_CONTACT)
  const [failure, setFailure] = useState<ErrorCode<typeof bookNextRoute> | ClientCode>()

  async function press() {
    setTimeMissing(!time)
    if (!time) return
    if (somebodyElse && contact.name.trim() === '') return setFailure('invalid_name')
    const { birth, toldBy, reminder, postal, ...typed } = contact
    const answer = await book.press({
      params: { visit: earlier.visit },
      body: {
        channel,
        site: time.site,
        startsAt: time.startsAt,
        ...secondOf(time),
        outcome,
        ...(somebodyElse
          ? {
              contact: {
                ...typed,
                ...messagesIn({ toldBy, reminder, postal }),
                companions: typedCompanions(contact.companions, earlier.people),
              },
              ...(scarce ? birthIn(birth) : {}),
            }
          : {}),
      },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) return onBooked(answer.value)
    if (answer.code === 'no_contact') setSomebodyElse(true)
    if (staysChosen(answer.code)) return
    setTime(undefined)
    await client.invalidateQueries({ queryKey: [searchTimesRoute.id] })
  }

  return (
    <div className="console-columns console-columns--side">
      <section className="console-panel" aria-labelledby="next-time">
        <h2 className="console-panel__title" id="next-time">
          {t('next.matters')}
        </h2>
        <BookingWords booking={earlier} />
        <TimePicker matters={earlier.services} chosen={time} onChoose={setTime} />
      </section>
      <section className="console-panel console-form console-sticky" aria-labelledby="next-contact">
        <h2 className="console-panel__title" id="next-contact">
          {t('next.contact')}
        </h2>
        <ContactForm
          contact={contact}
          onChange={setContact}
          people={earlier.people}
          birth={scarce ? 'optional' : 'no'}
          known={somebodyElse ? undefined : t('next.known', { name: earlier.name })}
          time={time}
          timeMissing={timeMissing && !time}
          failure={failure}
          busy={book.busy}
          onSubmit={() => void press()}
        >
          {earlier.name !== '' && (
            <CheckBox checked={somebodyElse} onChange={setSomebodyElse}>
              {t('next.somebodyElse')}
            </CheckBox>
          )}
          {earlier.state !== 'cancelled' && (
            <Picker
              label={t('next.outcome')}
              value={outcome}
              onChange={(value) => setOutcome(OUTCOMES.find((one) => one === value) ?? 'partly')}
              options={OUTCOMES.map((one) => ({ value: one, text: t(`next.outcome.${one}`) }))}
            />
          )}
        </ContactForm>
      </section>
    </div>
  )
}
