import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { exchangeTimesRoute } from '../contract/exchange.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { hallTexts, type VisitNow } from './texts.ts'
import type { Desk } from './useDesk.ts'

export type ExchangeDialogProps = {
  readonly visit: VisitNow
  readonly desk: Desk
  readonly onClose: () => void
}

/** Somebody who waits would rather have a time: later today or on another day. */
export function ExchangeDialog({ visit, desk, onClose }: ExchangeDialogProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const read = useRead(exchangeTimesRoute, { params: { visit: visit.visit } })
  const [chosen, setChosen] = useState<string>()
  const zone = read.data && zoneOf(directory, read.data.site)
  const wordsOf = (time: string) =>
    zone === undefined ? '' : formatDayAndTime(parseInstant(time), zone, language)
  // A time that is gone is offered no more.
  const time = read.data?.times.find((one) => one === chosen)

  async function exchange() {
    if (time === undefined) return
    if (await desk.exchange(visit, time, wordsOf(time))) onClose()
    else void read.refetch()
  }

  return (
    <DialogBox title={t('desk.exchangeTitle', { number: visit.ticketNumber ?? '' })} open onClose={onClose}>
      <div className="console-form">
        <DeskFailure code={desk.failure} />
        {read.error && (
          <ReadProblem
            text={commonFailureText(read.error.code, common)}
            onRetry={() => void read.refetch()}
          />
        )}
        {!read.data && !read.error && <Loading />}
        {read.data?.times.length === 0 && <p className="kern-body">{t('desk.exchangeNone')}</p>}
        {read.data && read.data.times.length > 0 && (
          <>
            <p className="kern-body">{t('desk.exchangeText')}</p>
            <Picker
              label={t('desk.exchangeTime')}
              placeholder={t('choose.pick')}
              value={time}
              onChange={setChosen}
              options={read.data.times.map((one) => ({ value: one, text: wordsOf(one) }))}
            />
          </>
        )}
      </div>
      <div className="console-toolbar">
        {read.data && read.data.times.length > 0 && (
          <ActionButton
            variant="primary"
            busy={desk.busy}
            disabled={time === undefined}
            onPress={() => void exchange()}
          >
            {t('desk.exchangeButton')}
          </ActionButton>
        )}
        <ActionButton autoFocus={read.data?.times.length === 0} onPress={onClose}>
          {common('cancel')}
        </ActionButton>
      </div>
    </DialogBox>
  )
}
