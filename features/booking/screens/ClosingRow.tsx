import { useState } from 'react'
import { localDate, localTime, parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { formatDay, formatDayAndTime, formatTimeRange } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag, type TagKind } from '#ui/Tag.tsx'
import { type closingsRoute, reopenSiteRoute } from '../contract/closing.ts'
import { REOPEN_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'

type Read = Output<typeof closingsRoute>
type Closing = Read['closings'][number]

export type ClosingRowProps = {
  readonly site: string
  readonly closing: Closing
  readonly workplaces: Read['workplaces']
  readonly seesPeople: boolean
  readonly onReopened: () => void
}

/** One closing: when, what, why, how far the people concerned are looked after, and the way back. */
export function ClosingRow({ site, closing, workplaces, seesPeople, onReopened }: ClosingRowProps) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const reopen = useCommand(reopenSiteRoute)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof reopenSiteRoute> | ClientCode>()
  const when = useWhen(closing)
  const names = workplaces.flatMap(({ counter, label }) =>
    closing.counters.includes(counter) ? [label[language]] : [],
  )
  const what = closing.counters.length === 0 ? t('closings.whole') : names.join(', ')

  async function press() {
    const answer = await reopen.press({ params: { site, closing: closing.closing } })
    if (!answer) return
    setAsking(false)
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('closings.reopened'))
    onReopened()
  }

  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{when}</strong>: {what}
        {closing.counters.length === 0 && <span className="console-line">{closing.reason[language]}</span>}
        <ClosedBy site={site} closing={closing} />
        <Progress closing={closing} />
        {seesPeople && closing.calls > 0 && (
          <RouteLink to="/calls">{t('closings.calls', { count: closing.calls })}</RouteLink>
        )}
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, REOPEN_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
      </div>
      {!closing.reopened && (
        <ActionButton label={t('closings.reopenNamed', { when, what })} onPress={() => setAsking(true)}>
          {t('closings.reopen')}
        </ActionButton>
      )}
      <Confirm
        title={t('closings.reopenQuestion', { when })}
        text={t('closings.reopenText')}
        yes={t('closings.reopen')}
        no={t('closings.stay')}
        open={asking}
        busy={reopen.busy}
        onYes={() => void press()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

/** Who closed it and when, and who took it back. */
function ClosedBy({ site, closing }: { readonly site: string; readonly closing: Closing }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const when = (moment: string) => formatDayAndTime(parseInstant(moment), zoneOf(directory, site), language)
  const who = (person: Closing['closedBy']) =>
    person
      ? `${person.name} (${person.roles.map((role) => t(`role.${role}`)).join(', ')})`
      : t('closings.nobody')
  return (
    <>
      <span className="console-line">
        {t('closings.by', { when: when(closing.closedAt), who: who(closing.closedBy) })}
      </span>
      {closing.reopenedAt !== null && (
        <span className="console-line">
          {t('closings.reopenedBy', { when: when(closing.reopenedAt), who: who(closing.reopenedBy) })}
        </span>
      )}
    </>
  )
}

/** The days of a closing in words, with its hours if it has some. */
function useWhen({ firstDay, lastDay, starts, ends }: Closing): string {
  const { language } = useConsole()
  const t = bookingTexts(language)
  const first = formatDay(localDate(firstDay), language)
  const days =
    firstDay === lastDay
      ? first
      : t('closings.days', { first, last: formatDay(localDate(lastDay), language) })
  if (starts === null || ends === null) return days
  return `${days}, ${formatTimeRange(localTime(starts), localTime(ends), language)}`
}

const PARTS = [
  ['waiting', 'neutral'],
  ['open', 'info'],
  ['accepted', 'success'],
  ['none', 'warning'],
  ['lapsed', 'warning'],
  ['withdrawn', 'neutral'],
] as const satisfies readonly (readonly [keyof Closing, TagKind])[]

/** How many are at which point; only what there is. */
function Progress({ closing }: { readonly closing: Closing }) {
  const t = bookingTexts(useConsole().language)
  const there = PARTS.filter(([part]) => closing[part] > 0)
  return (
    <span className="console-line closing-progress">
      {closing.reopened && <Tag kind="neutral" text={t('closings.isReopened')} />}
      {there.map(([part, kind]) => (
        <Tag key={part} kind={kind} text={t(`progress.${part}`, { count: closing[part] })} />
      ))}
      {there.length === 0 && t('progress.nobody')}
    </span>
  )
}
