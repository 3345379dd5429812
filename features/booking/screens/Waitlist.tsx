import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Table } from '#ui/Table.tsx'
import { waitlistRoute } from '../contract/waitlist.ts'
import { bookingTexts } from './texts.ts'
import { WaitlistCall } from './WaitlistCall.tsx'
import { WaitlistRow } from './WaitlistRow.tsx'

/** Read again so often by itself (milliseconds): some offers last twenty minutes. */
const EVERY = 10_000

/** The waitlist: whom to call now, how many wait for what, and the order. `helps`: talks to people on the list. */
export function Waitlist({ helps }: { readonly helps: boolean }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const read = useRead(waitlistRoute, {}, { every: EVERY })
  const { data, error } = read
  const again = () => void read.refetch()
  const calls = data?.wishes.filter((wish) => wish.byPhone && wish.offer) ?? []
  return (
    <Screen
      title={t('waitlist.title')}
      tools={helps && <RouteLink to="/waitlist/add">{t('waitlist.add')}</RouteLink>}
    >
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {data && (
        <>
          {helps && (
            <section className="console-panel" aria-labelledby="waitlist-calls">
              <h2 className="console-panel__title" id="waitlist-calls">
                {t('waitlist.calls')}
              </h2>
              {calls.length === 0 && <p className="console-empty">{t('waitlist.noCalls')}</p>}
              <ul className="console-list">
                {calls.map((wish) => (
                  <WaitlistCall key={wish.wish} wish={wish} onDone={again} />
                ))}
              </ul>
            </section>
          )}
          <section className="console-panel" aria-labelledby="waitlist-services">
            <h2 className="console-panel__title" id="waitlist-services">
              {t('waitlist.services')}
            </h2>
            <p className="kern-body">{t('waitlist.intro', { freed: data.freedLately })}</p>
            <Table
              caption={t('waitlist.counts')}
              captionHidden
              columns={[
                { key: 'service', title: t('waitlist.service') },
                { key: 'waiting', title: t('waitlist.waiting'), numeric: true },
                { key: 'urgent', title: t('waitlist.urgent'), numeric: true },
                { key: 'offered', title: t('waitlist.offered'), numeric: true },
              ]}
              rows={data.services.map(({ service, waiting, urgent, offered }) => ({
                key: service,
                cells: { service: serviceTitle(directory, service), waiting, urgent, offered },
              }))}
            />
          </section>
          <section className="console-panel" aria-labelledby="waitlist-line">
            <h2 className="console-panel__title" id="waitlist-line">
              {t('waitlist.line')}
            </h2>
            {data.wishes.length === 0 && <p className="console-empty">{t('waitlist.none')}</p>}
            <ul className="console-list">
              {data.wishes.map((wish) => (
                <WaitlistRow key={wish.wish} wish={wish} mayRemove={helps} onRemoved={again} />
              ))}
            </ul>
          </section>
        </>
      )}
    </Screen>
  )
}
