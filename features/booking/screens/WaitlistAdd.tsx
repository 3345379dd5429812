import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { VisitKind } from '#features/visit/model.ts'
import { localDate } from '#kernel/instant.ts'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatWeekday } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { addWishRoute, waitlistRoute } from '../contract/waitlist.ts'
import { DAY_PARTS, type DayPart } from '../model/waitlist.ts'
import { readDate } from '../model/waitlistDate.ts'
import { usualUntil } from '../model/wishUntil.ts'
import { EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT } from '../model.ts'
import { asksBirth, BirthInput, birthIn } from './BirthInput.tsx'
import { CompanionFields, typedCompanions } from './CompanionFields.tsx'
import { ADD_FAILURES, fieldOf } from './failures.ts'
import { KindPicker, kindsOfMatters } from './KindPicker.tsx'
import { bookingTexts } from './texts.ts'

const WEEKDAYS = [1, 2, 3, 4, 5, 6] as const
const EMPTY: { readonly companions: readonly string[] } & Record<
  'name' | 'phone' | 'email' | 'birth' | 'date',
  string
> = {
  name: '',
  companions: [],
  phone: '',
  email: '',
  birth: '',
  date: '',
}

/** Sets somebody on the waitlist who calls or stands at the desk. */
export function WaitlistAdd({ channel }: { readonly channel: 'telephone' | 'desk' }) {
  const { language, directory, announce, navigate } = useConsole()
  const t = bookingTexts(language)
  const common = consoleTexts(language)
  const add = useCommand(addWishRoute)
  const form = useRef<HTMLFormElement>(null)
  const [matters, setMatters] = useState<readonly ChosenMatter[]>([])
  const [sites, setSites] = useState<readonly string[]>([])
  const [weekdays, setWeekdays] = useState<readonly number[]>([])
  const [parts, setParts] = useState<readonly DayPart[]>([])
  const { data: list } = useRead(waitlistRoute, {})
  const [typedUntil, setTypedUntil] = useState<string>()
  const until = typedUntil ?? (list ? usualUntil(localDate(list.today)) : '')
  const [spoken, setSpoken] = useState<Language>('de')
  const [typed, setTyped] = useState(EMPTY)
  const [dateWrong, setDateWrong] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof addWishRoute> | ClientCode>()
  const [wanted, setWanted] = useState<VisitKind>('on_site')
  const kinds = kindsOfMatters(directory, matters)
  const kind = kinds.includes(wanted) ? wanted : 'on_site'
  const scarce = asksBirth(directory, matters)
  const people = Math.max(1, ...matters.map((matter) => matter.people))
  const wrong = failure && fieldOf(failure)
  const text = failure && failureText(failure, ADD_FAILURES, t, common)
  const offering = directory.sites.filter(({ key }) =>
    matters.every(({ service }) =>
      directory.services.some((one) => one.key === service && one.bookableAt.includes(key)),
    ),
  )
  useEffect(() => {
    if (wrong || dateWrong || failure === 'bad_days')
      form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus()
  }, [wrong, dateWrong, failure])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const date = typed.date.trim() === '' ? undefined : readDate(typed.date)
    setDateWrong(typed.date.trim() !== '' && date === undefined)
    if (typed.date.trim() !== '' && date === undefined) return
    if (until === '') return setFailure('bad_days')
    if (typed.name.trim() === '') return setFailure('invalid_name')
    const { name, phone, email } = typed
    const answer = await add.press({
      body: {
        channel,
        kind,
        matters: [...matters],
        sites: sites.filter((key) => offering.some((site) => site.key === key)),
        weekdays: [...weekdays],
        parts: [...parts],
        untilDay: until,
        ...(date ? { dates: matters.map(({ service }) => ({ service, date })) } : {}),
        language: spoken,
        name,
        companions: typedCompanions(typed.companions, people),
        phone,
        email,
        ...(scarce ? birthIn(typed.birth) : {}),
      },
    })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('waitlist.added', { name }))
    navigate('/waitlist')
  }

  return (
    <Screen title={t('waitlist.add')} tools={<RouteLink to="/waitlist">{t('waitlist.back')}</RouteLink>}>
      <form className="console-columns" ref={form} onSubmit={(event) => void submit(event)} noValidate>
        <section className="console-panel console-form" aria-labelledby="wish-matters">
          <h2 className="console-panel__title" id="wish-matters">
            {t('book.matters')}
          </h2>
          <MatterPicker
            services={directory.services.filter(({ bookableAt }) => bookableAt.length > 0)}
            chosen={matters}
            onChange={setMatters}
            autoFocus
          />
          <h2 className="console-panel__title">{t('waitlist.when')}</h2>
          <Choices
            legend={t('waitlist.sites')}
            options={offering.map(({ key }) => ({ value: key, text: siteName(directory, key) }))}
            chosen={sites}
            onChange={setSites}
          />
          <Choices
            legend={t('waitlist.weekdays')}
            options={WEEKDAYS.map((day) => ({ value: day, text: formatWeekday(day, language) }))}
            chosen={weekdays}
            onChange={setWeekdays}
          />
          <Choices
            legend={t('waitlist.parts')}
            options={DAY_PARTS.map((part) => ({ value: part, text: t(`waitlist.part.${part}`) }))}
            chosen={parts}
            onChange={setParts}
          />
          <TextInput
            type="date"
            label={t('waitlist.waitsUntil')}
            hint={t('waitlist.waitsUntilHint')}
            value={until}
            min={list?.today}
            max={list?.lastDay}
            onChange={setTypedUntil}
            error={failure === 'bad_days' ? text : undefined}
          />
          <TextInput
            label={t('waitlist.date')}
            hint={t('waitlist.dateHint')}
            optional={t('optional')}
            value={typed.date}
            onChange={(date) => setTyped({ ...typed, date })}
            maxLength={20}
            error={dateWrong ? t('waitlist.dateWrong') : undefined}
          />
        </section>
        <section className="console-panel console-form" aria-labelledby="wish-contact">
          <h2 className="console-panel__title" id="wish-contact">
            {t('book.contact')}
          </h2>
          {text && !wrong && failure !== 'bad_days' && <Alert kind="danger" title={text} live="assertive" />}
          <TextInput
            label={t('contact.name')}
            value={typed.name}
            onChange={(name) => setTyped({ ...typed, name })}
            maxLength={NAME_LIMIT}
            error={wrong === 'name' ? text : undefined}
          />
          <CompanionFields
            companions={typed.companions}
            people={people}
            onChange={(companions) => setTyped({ ...typed, companions })}
          />
          <TextInput
            type="tel"
            label={t('contact.phone')}
            value={typed.phone}
            onChange={(phone) => setTyped({ ...typed, phone })}
            maxLength={PHONE_LIMIT}
            error={wrong === 'phone' ? text : undefined}
          />
          <TextInput
            type="email"
            label={t('contact.email')}
            optional={t('optional')}
            value={typed.email}
            onChange={(email) => setTyped({ ...typed, email })}
            maxLength={EMAIL_LIMIT}
            error={wrong === 'email' ? text : undefined}
          />
          {scarce && (
            <BirthInput
              value={typed.birth}
              onChange={(birth) => setTyped({ ...typed, birth })}
              error={wrong === 'birth' ? text : undefined}
            />
          )}
          <KindPicker kinds={kinds} kind={kind} onChange={setWanted} />
          <Picker
            label={t('book.language')}
            value={spoken}
            onChange={(value) => setSpoken(LANGUAGES.find((one) => one === value) ?? 'de')}
            options={LANGUAGES.map((one) => ({ value: one, text: common(`language.${one}`) }))}
          />
          <ActionButton type="submit" variant="primary" busy={add.busy}>
            {t('waitlist.submit')}
          </ActionButton>
        </section>
      </form>
    </Screen>
  )
}

/** Any number of a few; none means: all. */
function Choices<T extends string | number>({
  legend,
  options,
  chosen,
  onChange,
}: {
  readonly legend: string
  readonly options: readonly { readonly value: T; readonly text: string }[]
  readonly chosen: readonly T[]
  readonly onChange: (chosen: readonly T[]) => void
}) {
  return (
    <fieldset className="kern-fieldset">
      <legend className="kern-label">{legend}</legend>
      {options.map(({ value, text }) => (
        <CheckBox
          key={value}
          checked={chosen.includes(value)}
          onChange={(on) => onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))}
        >
          {text}
        </CheckBox>
      ))}
    </fieldset>
  )
}
