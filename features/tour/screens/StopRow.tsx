import { useState } from 'react'
import { CLOSING_REASONS } from '#features/booking/contract/closing.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDay, formatTimeRange } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { cancelStopRoute } from '../contract.ts'
import { CANCEL_FAILURES } from './failures.ts'
import { type PlannedStop, tourTexts } from './texts.ts'

export type StopRowProps = {
  readonly stop: PlannedStop
  readonly onEdit: (kind: 'change' | 'copy') => void
  readonly onCancelled: () => void
}

/** One stop: where, when, when the team leaves and has packed, how many have booked; and what can be done with it. */
export function StopRow({ stop, onEdit, onCancelled }: StopRowProps) {
  const { language, directory } = useConsole()
  const t = tourTexts(language)
  const [asking, setAsking] = useState(false)
  const place = siteName(directory, stop.site)
  const day = formatDay(localDate(stop.day), language)
  const named = { place, day }
  const range = (from: string, to: string) => formatTimeRange(localTime(from), localTime(to), language)
  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>
          {place}, {range(stop.opens, stop.closes)}
        </strong>
        {stop.breakStarts !== null && stop.breakEnds !== null && (
          <span className="console-line">
            {t('stop.break', { range: range(stop.breakStarts, stop.breakEnds) })}
          </span>
        )}
        <span className="console-line">
          {t('stop.way', { leaves: stop.leaves, minutes: stop.wayMinutes, packed: stop.packed })}
        </span>
        <span className="console-line">{t('stop.booked', { count: stop.booked })}</span>
      </div>
      <div className="console-toolbar">
        <ActionButton label={t('stop.changeNamed', named)} onPress={() => onEdit('change')}>
          {t('stop.change')}
        </ActionButton>
        <ActionButton label={t('stop.copyNamed', named)} onPress={() => onEdit('copy')}>
          {t('stop.copy')}
        </ActionButton>
        <ActionButton label={t('stop.cancelNamed', named)} onPress={() => setAsking(true)}>
          {t('stop.cancel')}
        </ActionButton>
      </div>
      {asking && (
        <CancelDialog
          stop={stop}
          title={t('stop.cancelNamed', named)}
          onClose={() => setAsking(false)}
          onCancelled={onCancelled}
        />
      )}
    </li>
  )
}

function CancelDialog({
  stop,
  title,
  onClose,
  onCancelled,
}: {
  readonly stop: PlannedStop
  readonly title: string
  readonly onClose: () => void
  readonly onCancelled: () => void
}) {
  const { language, announce } = useConsole()
  const t = tourTexts(language)
  const cancel = useCommand(cancelStopRoute)
  const [reason, setReason] = useState<(typeof CLOSING_REASONS)[number]>('staff')
  const [failure, setFailure] = useState<ErrorCode<typeof cancelStopRoute> | ClientCode>()

  async function press() {
    const answer = await cancel.press({ params: { team: stop.team, stop: stop.stop }, body: { reason } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('stop.cancelled', { count: answer.value.unplaced }))
    onCancelled()
  }

  return (
    <DialogBox title={title} open onClose={onClose}>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, CANCEL_FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <p className="kern-body">{t('stop.cancelText', { count: stop.booked })}</p>
      <Picker
        label={t('reason')}
        value={reason}
        onChange={(value) => setReason(CLOSING_REASONS.find((one) => one === value) ?? 'other')}
        options={CLOSING_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) }))}
      />
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={cancel.busy} onPress={() => void press()}>
          {t('stop.cancel')}
        </ActionButton>
        <ActionButton onPress={onClose}>{t('back')}</ActionButton>
      </div>
    </DialogBox>
  )
}
