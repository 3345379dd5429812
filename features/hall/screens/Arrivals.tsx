import { useRef, useState } from 'react'
import { findBookingsRoute } from '#features/booking/contract/staff.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { Found, SearchForm } from '#ui/console/SearchForm.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { checkInRoute, deskCheckInRoute } from '../contract.ts'
import { readArrivalCode } from '../model.ts'
import { ArrivalList } from './ArrivalList.tsx'
import { ARRIVAL_FAILURES } from './failures.ts'
import { hallTexts } from './texts.ts'

type Outcome =
  | { readonly kind: 'arrived'; readonly number: string; readonly name: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode<typeof deskCheckInRoute> | ClientCode }

/** Checks bookings in: by number, name or e-mail, or with a hand scanner that types the QR code of the mail. */
export function Arrivals({ site }: { readonly site: string }) {
  const { language, announce } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [outcome, setOutcome] = useState<Outcome>()
  const field = useRef<HTMLInputElement>(null)
  const scan = useCommand(checkInRoute)
  const arrive = useCommand(deskCheckInRoute)
  const found = useRead(findBookingsRoute, { query: { search: asked } }, { when: asked !== '', keep: true })

  const arrivedWords = (number: string, name: string) =>
    name === '' ? t('arrival.doneScan', { number }) : t('arrival.done', { number, name })

  function settle(next: Outcome) {
    setOutcome(next)
    if (next.kind !== 'arrived') return
    announce(arrivedWords(next.number, next.name))
    setTyped('')
    setAsked('')
    field.current?.focus()
  }

  async function search(text: string) {
    setOutcome(undefined)
    if (readArrivalCode(text).kind === 'token') {
      const answer = await scan.press({ params: { site }, body: { code: text } })
      if (answer?.ok) settle({ kind: 'arrived', number: answer.value.ticketNumber, name: '' })
      else if (answer) settle({ kind: 'refused', code: answer.code })
      return
    }
    setAsked(text)
  }

  async function checkIn(visit: string, name: string) {
    const answer = await arrive.press({ params: { site, visit } })
    if (answer?.ok) settle({ kind: 'arrived', number: answer.value.ticketNumber ?? '', name })
    else if (answer) settle({ kind: 'refused', code: answer.code })
  }

  return (
    <section className="console-panel" aria-labelledby="hall-arrivals">
      <h2 className="console-panel__title" id="hall-arrivals">
        {t('arrival.title')}
      </h2>
      <SearchForm
        label={t('arrival.search')}
        hint={t('arrival.hint')}
        button={t('arrival.find')}
        value={typed}
        onChange={setTyped}
        onSearch={(text) => void search(text)}
        busy={scan.busy}
        field={field}
      />
      {outcome?.kind === 'arrived' && (
        <Alert kind="success" title={arrivedWords(outcome.number, outcome.name)} />
      )}
      {outcome?.kind === 'refused' && (
        <Alert
          kind="danger"
          title={failureText(outcome.code, ARRIVAL_FAILURES, t, common)}
          live="assertive"
        />
      )}
      {asked !== '' && (
        <Found read={found}>
          {({ bookings }) => (
            <ArrivalList
              bookings={bookings}
              site={site}
              busy={arrive.busy}
              onChanged={() => void found.refetch()}
              onCheckIn={(visit, name) => void checkIn(visit, name)}
            />
          )}
        </Found>
      )}
    </section>
  )
}
