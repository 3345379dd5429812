import { useState } from 'react'
import { unplacedRoute } from '#features/capacity/contract.ts'
import { parseInstant } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, siteName, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { writeBookingNumber } from '../model.ts'
import { MoveByNumber } from './MoveByNumber.tsx'
import { bookingTexts } from './texts.ts'

type UnplacedVisit = Output<typeof unplacedRoute>['visits'][number]

/** Read again so often by itself (milliseconds): a place may have become free. */
const EVERY = 30_000

/** Valid bookings whose place fell away, with what can be done: call, or move. */
export function Unplaced() {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(unplacedRoute, { query: {} }, { every: EVERY })
  const [moving, setMoving] = useState<UnplacedVisit>()
  const { data, error } = read

  function done() {
    setMoving(undefined)
    void read.refetch()
  }

  return (
    <Screen title={t('unplaced.title')} tools={<RouteLink to="/plan">{t('unplaced.back')}</RouteLink>}>
      <p className="kern-body">{t('unplaced.intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem
          text={commonFailureText(error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {moving && <MoveByNumber visit={moving.visit} bookingNumber={moving.bookingNumber} onDone={done} />}
      {data && !moving && (
        <section className="console-panel" aria-labelledby="unplaced">
          <h2 className="console-panel__title" id="unplaced">
            {data.visits.length === 0
              ? t('unplaced.none')
              : t('unplaced.count', { count: data.visits.length })}
          </h2>
          <ul className="console-list">
            {data.visits.map((visit) => (
              <Row key={visit.visit} visit={visit} onMove={() => setMoving(visit)} />
            ))}
          </ul>
        </section>
      )}
    </Screen>
  )
}

function Row({ visit, onMove }: { readonly visit: UnplacedVisit; readonly onMove: () => void }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const name = visit.name ?? t('find.nameGone')
  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{name}</strong>, {writeBookingNumber(visit.bookingNumber)}
        <span className="console-line">
          {formatDayAndTime(parseInstant(visit.appointmentAt), zoneOf(directory, visit.site), language)} ·{' '}
          {siteName(directory, visit.site)}
        </span>
        <span className="console-line">
          {visit.services.map((service) => serviceTitle(directory, service)).join(', ')}
        </span>
        {visit.phone && (
          <a className="kern-link" href={`tel:${visit.phone.replaceAll(/[^+0-9]/g, '')}`}>
            {t('unplaced.call', { name, phone: visit.phone })}
          </a>
        )}
        {visit.email && <span className="console-line">{visit.email}</span>}
      </div>
      <ActionButton label={t('move.named', { name })} onPress={onMove}>
        {t('move.button')}
      </ActionButton>
    </li>
  )
}
