import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { VisitKind } from '#features/visit/model.ts'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Input } from '#platform/http/contract.ts'
import { apartOf, type ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { bookForCallerRoute } from '../contract/staff.ts'
import { searchTimesRoute } from '../contract.ts'
import { LIMIT_REASONS, type LimitReason } from '../model/person.ts'
import { asksBirth, birthIn } from './BirthInput.tsx'
import { BookedPanel } from './BookedPanel.tsx'
import { typedCompanions } from './CompanionFields.tsx'
import { ContactForm, EMPTY_CONTACT, messagesIn, type TypedContact } from './ContactForm.tsx'
import { isPersonLimit, staysChosen } from './failures.ts'
import { KindPicker, kindsOfMatters } from './KindPicker.tsx'
import { TimePicker } from './TimePicker.tsx'
import { bookingTexts, type FoundBooking } from './texts.ts'
import { type FoundTime, secondOf } from './timeGroups.ts'

export type BookForCallerProps = {
  /** On the telephone, or for somebody who stands at the desk. */
  readonly channel: Input<typeof bookForCallerRoute>['body']['channel']
}

/** A new booking in three steps on one screen: what for, when and where, for whom. */
export function BookForCaller({ channel }: BookForCallerProps) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const common = consoleTexts(language)
  const client = useQueryClient()
  const book = useCommand(bookForCallerRoute)
  const [matters, setMatters] = useState<readonly ChosenMatter[]>([])
  const [spoken, setSpoken] = useState<Language>('de')
  const [time, setTime] = useState<FoundTime>()
  const [wanted, setWanted] = useState<VisitKind>('on_site')
  const [contact, setContact] = useState<TypedContact>(EMPTY_CONTACT)
  const [failure, setFailure] = useState<ErrorCode<typeof bookForCallerRoute> | ClientCode>()
  const [timeMissing, setTimeMissing] = useState(false)
  const [reason, setReason] = useState<LimitReason>()
  const [booked, setBooked] = useState<FoundBooking>()

  const kinds = kindsOfMatters(directory, matters)
  const people = Math.max(1, ...matters.map((matter) => matter.people))
  const scarce = asksBirth(directory, matters)
  const kind = kinds.includes(wanted) ? wanted : 'on_site'

  async function press() {
    const { name, email, phone, reachKm } = contact
    const companions = typedCompanions(contact.companions, people)
    setTimeMissing(!time)
    if (!time) return
    if (name.trim() === '') return setFailure('invalid_name')
    const answer = await book.press({
      body: {
        channel,
        matters: [...matters],
        site: time.site,
        startsAt: time.startsAt,
        ...secondOf(time),
        language: spoken,
        name,
        email,
        phone,
        companions,
        reachKm,
        ...messagesIn(contact),
        kind,
        ...(scarce ? birthIn(contact.birth) : {}),
        ...(reason ? { beyondLimits: reason } : {}),
      },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok || !isPersonLimit(answer.code)) setReason(undefined)
    if (answer.ok) setBooked(answer.value)
    // Another caller was quicker, or the time is past: what was typed stays, the times are read again.
    else if (!staysChosen(answer.code)) {
      setTime(undefined)
      await client.invalidateQueries({ queryKey: [searchTimesRoute.id] })
    }
  }

  function again() {
    setBooked(undefined)
    setMatters([])
    setTime(undefined)
    setContact(EMPTY_CONTACT)
    setSpoken('de')
    setWanted('on_site')
    void client.invalidateQueries({ queryKey: [searchTimesRoute.id] })
  }

  if (booked) return <BookedPanel booking={booked} title={t('booked.title')} onDone={again} />
  return (
    <div className="console-columns console-columns--side">
      <section className="console-panel" aria-labelledby="book-matters">
        <h2 className="console-panel__title" id="book-matters">
          {t('book.matters')}
        </h2>
        <MatterPicker
          services={directory.services.filter(({ bookableAt }) => bookableAt.length > 0)}
          chosen={matters}
          onChange={(chosen) => {
            setMatters(chosen)
            setTime(undefined)
          }}
          autoFocus
        />
        {matters.length > 0 && !apartOf(directory.services, matters) && (
          <>
            <h2 className="console-panel__title console-step">{t('book.time')}</h2>
            <TimePicker matters={matters} chosen={time} onChoose={setTime} waitlist="/waitlist/add" />
          </>
        )}
      </section>
      <section className="console-panel console-form console-sticky" aria-labelledby="book-contact">
        <h2 className="console-panel__title" id="book-contact">
          {t('book.contact')}
        </h2>
        <ContactForm
          contact={contact}
          onChange={setContact}
          people={people}
          birth={scarce ? 'asked' : 'no'}
          time={time}
          timeMissing={timeMissing && !time}
          failure={failure}
          busy={book.busy}
          onSubmit={() => void press()}
        >
          <Picker
            label={t('book.language')}
            value={spoken}
            onChange={(value) => setSpoken(LANGUAGES.find((one) => one === value) ?? 'de')}
            options={LANGUAGES.map((one) => ({ value: one, text: common(`language.${one}`) }))}
          />
          <KindPicker kinds={kinds} kind={kind} onChange={setWanted} />
          {(isPersonLimit(failure) || reason) && (
            <Picker
              label={t('book.beyondLimits')}
              value={reason ?? ''}
              onChange={(value) => setReason(LIMIT_REASONS.find((one) => one === value))}
              options={[
                { value: '', text: t('book.noReason') },
                ...LIMIT_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) })),
              ]}
            />
          )}
        </ContactForm>
      </section>
    </div>
  )
}
