import { useState } from 'react'
import { localDate, parseInstant } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDay, formatDayAndTime, formatWeekday } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { serviceTitle, siteName, zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { removeWishRoute } from '../contract/waitlist.ts'
import { REMOVE_FAILURES } from './failures.ts'
import { bookingTexts } from './texts.ts'
import { type ShownWish, useOfferWords } from './waitlistWords.ts'

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** One place in the line: its number, what for, where and when, and the way off the list. */
export function WaitlistRow({
  wish,
  mayRemove,
  onRemoved,
}: {
  readonly wish: ShownWish
  readonly mayRemove: boolean
  readonly onRemoved: () => void
}) {
  const { language, announce } = useConsole()
  const t = bookingTexts(language)
  const remove = useCommand(removeWishRoute)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof removeWishRoute> | ClientCode>()
  const name = wish.name ?? t('waitlist.position', { position: wish.position })

  async function press() {
    const answer = await remove.press({ params: { wish: wish.wish } })
    if (!answer) return
    setAsking(false)
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('waitlist.removed'))
    onRemoved()
  }

  return (
    <li className="console-item">
      <Words wish={wish} />
      {mayRemove && (
        <ActionButton label={t('waitlist.removeNamed', { name })} onPress={() => setAsking(true)}>
          {t('waitlist.remove')}
        </ActionButton>
      )}
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, REMOVE_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <Confirm
        title={t('waitlist.removeQuestion', { name })}
        text={t('waitlist.removeText')}
        yes={t('waitlist.removeYes')}
        no={t('waitlist.removeNo')}
        open={asking}
        busy={remove.busy}
        onYes={() => void press()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

function Words({ wish }: { readonly wish: ShownWish }) {
  const { language, directory } = useConsole()
  const t = bookingTexts(language)
  const offer = useOfferWords(wish)
  const zone = zoneOf(directory, wish.sites[0] ?? '')
  const at = (text: string) => formatDayAndTime(parseInstant(text), zone, language)
  const day = (text: string) => formatDay(localDate(text), language)
  const when = [
    ...(wish.kind === 'on_site' ? [] : [t(`kind.${wish.kind}`)]),
    wish.sites.length > 0
      ? wish.sites.map((site) => siteName(directory, site)).join(', ')
      : t('waitlist.anySite'),
    ...WEEKDAYS.filter((one) => wish.weekdays.includes(one)).map((one) => formatWeekday(one, language)),
    ...wish.parts.map((part) => t(`waitlist.part.${part}`)),
    ...(wish.earlierThan ? [t('waitlist.earlier', { time: at(wish.earlierThan) })] : []),
    t('waitlist.untilDay', { day: day(wish.untilDay) }),
  ]
  return (
    <div className="console-item__main">
      <strong>{t('waitlist.position', { position: wish.position })}</strong>
      {wish.name && `, ${wish.name}`}{' '}
      {wish.urgent && wish.deadlineOn && (
        <Tag kind="warning" text={t('waitlist.isUrgent', { day: day(wish.deadlineOn) })} />
      )}
      <span className="console-line">
        {wish.services
          .map(({ service, people }) =>
            people > 1 ? `${serviceTitle(directory, service)} (${people})` : serviceTitle(directory, service),
          )
          .join(', ')}
      </span>
      <span className="console-line">{when.join(' · ')}</span>
      <span className="console-line">{t('waitlist.since', { time: at(wish.queuedAt) })}</span>
      {offer && <Tag kind="info" text={t('waitlist.hasOffer', { time: offer.until })} />}
    </div>
  )
}
