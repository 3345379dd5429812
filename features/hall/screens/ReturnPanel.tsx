import { parseInstant } from '#kernel/instant.ts'
import type { Output } from '#platform/http/contract.ts'
import { formatTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import { returningRoute } from '../contract/returning.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { hallTexts } from './texts.ts'
import { type Desk, type DeskDone, useDesk } from './useDesk.ts'

/** The list is read again at every change of the hall, and so often besides: its times come without any (milliseconds). */
const EVERY = 15_000

/** What one press more gives. Minutes. */
const MORE = 10

type Person = Output<typeof returningRoute>['people'][number]

/**
 * The return list: who said to come back when, for those who have no phone that tells them. Calm: a time that has come and
 * a turn that is near are marked, and nothing sounds.
 */
export function ReturnPanel({ site, onDone }: { readonly site: string } & DeskDone) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const desk = useDesk(onDone)
  const read = useRead(returningRoute, { params: { site } }, { every: EVERY })
  return (
    <section className="console-panel" aria-labelledby="hall-returning">
      <h2 className="console-panel__title" id="hall-returning">
        {t('return.title', { count: read.data?.people.length ?? 0 })}
      </h2>
      <DeskFailure code={desk.failure} />
      {read.data ? (
        <ReturnList people={read.data.people} site={site} desk={desk} />
      ) : read.error ? (
        <ReadProblem
          text={commonFailureText(read.error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      ) : (
        <Loading />
      )}
    </section>
  )
}

type ListProps = { readonly people: readonly Person[]; readonly site: string; readonly desk: Desk }

function ReturnList({ people, site, desk }: ListProps) {
  const t = hallTexts(useConsole().language)
  if (people.length === 0) return <p className="console-empty">{t('return.none')}</p>
  return (
    <ol className="console-list">
      {people.map((person) => (
        <li className="console-item return-item" key={person.visit}>
          <span className="console-number">{person.ticketNumber}</span>
          <ReturnWords person={person} site={site} />
          <ReturnActions person={person} desk={desk} />
        </li>
      ))}
    </ol>
  )
}

function ReturnWords({ person, site }: { readonly person: Person; readonly site: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const clock = (moment: string) => formatTime(parseInstant(moment), zoneOf(directory, site), language)
  const { backAt, onTheWay, mark, before, phone, toldAt, services } = person
  return (
    <span className="console-item__main">
      <strong>{t(onTheWay ? 'return.thereAt' : 'return.backAt', { time: clock(backAt) })}</strong>{' '}
      {mark === 'due' && <Tag kind="warning" text={t('return.due')} />}
      {mark === 'near' && <Tag kind="info" text={t('return.near', { before })} />}
      <span className="console-line">
        {services.map((key) => serviceTitle(directory, key)).join(', ')}
        {person.language !== 'de' && ` · ${t(`speaks.${person.language}`)}`}
      </span>
      {(phone !== null || toldAt !== null) && (
        <span className="console-line">
          {phone !== null && (
            <a className="kern-link return-phone" href={`tel:${phone.replaceAll(/[^+0-9]/g, '')}`}>
              {phone}
            </a>
          )}
          {phone !== null && toldAt !== null && ' · '}
          {toldAt !== null && t('return.toldAt', { time: clock(toldAt) })}
        </span>
      )}
    </span>
  )
}

function ReturnActions({ person, desk }: { readonly person: Person; readonly desk: Desk }) {
  const t = hallTexts(useConsole().language)
  const number = person.ticketNumber
  return (
    <div className="console-toolbar">
      {person.toldAt === null && (
        <ActionButton
          variant="tertiary"
          busy={desk.busy}
          label={t('return.toldNamed', { number })}
          onPress={() => void desk.told(person)}
        >
          {t('return.told')}
        </ActionButton>
      )}
      <ActionButton
        variant="tertiary"
        busy={desk.busy}
        label={t('return.moreNamed', { number, minutes: MORE })}
        onPress={() => void desk.away(person, { minutes: MORE })}
      >
        {t('return.more', { minutes: MORE })}
      </ActionButton>
      <ActionButton
        busy={desk.busy}
        label={t('missed.named', { number })}
        onPress={() => void desk.back(person)}
      >
        {t('missed.button')}
      </ActionButton>
    </div>
  )
}
