import { useState } from 'react'
import type { Need } from '#features/visit/model.ts'
import { parseInstant } from '#kernel/instant.ts'
import { formatTime } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { zoneOf } from '#ui/console/directory.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { foreseenRoute } from '../contract/standing.ts'
import { DESK_REASONS } from '../model/reasons.ts'
import { DeskFailure } from './DeskFailure.tsx'
import { NeedBoxes } from './NeedBoxes.tsx'
import { SmsPart } from './SmsPart.tsx'
import { FORESEEN_EVERY, ToldLine } from './ToldLine.tsx'
import { hallTexts, type VisitNow } from './texts.ts'
import type { AwayTime, Desk } from './useDesk.ts'

export type DeskDialogProps = {
  readonly visit: VisitNow
  readonly desk: Desk
  /** Opens another dialog: those that read more of the visit first. */
  readonly onOpen: (panel: 'matters' | 'split' | 'print' | 'exchange' | 'leave') => void
  readonly onClose: () => void
}

/** Minutes for which somebody may go away, to choose from; or until they are probably called at the earliest. */
const AWAY_MINUTES = [10, 20, 30, 45, 60] as const
const UNTIL_CALL = 'call'

/** All that the information desk can do with one person who waits. */
export function DeskDialog({ visit, desk, onOpen, onClose }: DeskDialogProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const close = (done: Promise<boolean>) => void done.then((ok) => ok && onClose())
  return (
    <DialogBox title={t('desk.title', { number: visit.ticketNumber ?? '' })} open onClose={onClose}>
      <div className="console-form">
        <DeskFailure code={desk.failure} />
        <ToldLine visit={visit.visit} />
        {visit.awayUntil === null ? (
          <AwayPart
            visit={visit}
            busy={desk.busy}
            onAway={(time, phone) => close(desk.away(visit, time, phone))}
          />
        ) : (
          <ActionButton variant="primary" autoFocus busy={desk.busy} onPress={() => close(desk.back(visit))}>
            {t('missed.button')}
          </ActionButton>
        )}
        <SmsPart visit={visit.visit} number={visit.ticketNumber ?? ''} />
        <CreditPart visit={visit} desk={desk} onDone={onClose} />
        <NeedsPart visit={visit} desk={desk} onDone={onClose} />
        <div className="console-toolbar">
          <ActionButton onPress={() => onOpen('matters')}>{t('action.matters')}</ActionButton>
          {visit.people > 1 && (
            <ActionButton onPress={() => onOpen('split')}>{t('action.split')}</ActionButton>
          )}
          <ActionButton onPress={() => onOpen('print')}>{t('desk.print')}</ActionButton>
          {visit.appointmentAt === null && visit.forCounter === null && (
            <ActionButton onPress={() => onOpen('exchange')}>{t('desk.exchange')}</ActionButton>
          )}
          <ActionButton onPress={() => onOpen('leave')}>{t('leave.button')}</ActionButton>
          <ActionButton variant="tertiary" onPress={onClose}>
            {consoleTexts(language)('close')}
          </ActionButton>
        </div>
      </div>
    </DialogBox>
  )
}

type AwayProps = {
  readonly visit: VisitNow
  readonly busy: boolean
  readonly onAway: (time: AwayTime, phone: string) => void
}

function AwayPart({ visit, busy, onAway }: AwayProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const [chosen, setChosen] = useState('10')
  const [phone, setPhone] = useState('')
  const untilCall = useUntilCall(visit)
  // The time that was chosen stays what it was while it is shown, and is not offered any more when it is gone.
  const value = chosen === UNTIL_CALL && untilCall === undefined ? '10' : chosen
  const minutes = AWAY_MINUTES.map((count) => ({
    value: String(count),
    text: t('desk.awayIn', { minutes: count }),
  }))
  return (
    <div className="desk-part">
      <Picker
        label={t('desk.away')}
        value={value}
        onChange={setChosen}
        options={untilCall ? [...minutes, { value: UNTIL_CALL, text: untilCall.text }] : minutes}
      />
      <TextInput
        label={t('desk.phone')}
        hint={t('desk.phoneHint')}
        optional={consoleTexts(language)('optional')}
        type="tel"
        maxLength={40}
        value={phone}
        onChange={setPhone}
      />
      <ActionButton
        busy={busy}
        onPress={() =>
          onAway(
            value === UNTIL_CALL && untilCall ? { backBy: untilCall.backBy } : { minutes: Number(value) },
            phone,
          )
        }
      >
        {t('desk.awayButton')}
      </ActionButton>
    </div>
  )
}

/** Until when somebody could go away by what is foreseen; undefined where that is not known, or there is no time. */
function useUntilCall({ visit }: VisitNow) {
  const { language, directory } = useConsole()
  const { data } = useRead(foreseenRoute, { params: { visit } }, { every: FORESEEN_EVERY })
  const backBy = data?.backBy ?? null
  if (data === undefined || backBy === null) return undefined
  const time = formatTime(parseInstant(backBy), zoneOf(directory, data.site), language)
  return { backBy, text: hallTexts(language)('desk.awayCall', { time }) }
}

type PartProps = Pick<DeskDialogProps, 'visit' | 'desk'> & { readonly onDone: () => void }

function CreditPart({ visit, desk, onDone }: PartProps) {
  const t = hallTexts(useConsole().language)
  const [reason, setReason] = useState<(typeof DESK_REASONS)[number]>()
  const give = async () => {
    if (reason && (await desk.credit(visit, reason))) onDone()
  }
  return (
    <div className="desk-part">
      <Picker
        label={t('desk.credit')}
        placeholder={t('choose.pick')}
        value={reason}
        onChange={(value) => setReason(DESK_REASONS.find((one) => one === value))}
        options={DESK_REASONS.map((one) => ({ value: one, text: t(`deskReason.${one}`) }))}
      />
      <ActionButton busy={desk.busy} disabled={reason === undefined} onPress={() => void give()}>
        {t('desk.creditButton')}
      </ActionButton>
    </div>
  )
}

function NeedsPart({ visit, desk, onDone }: PartProps) {
  const t = hallTexts(useConsole().language)
  const [needs, setNeeds] = useState<readonly Need[]>(visit.needs)
  const note = async () => {
    if (await desk.needs(visit, needs)) onDone()
  }
  return (
    <fieldset className="kern-fieldset">
      <legend className="kern-label">{t('need.title')}</legend>
      <p className="kern-hint">{t('desk.needsHint')}</p>
      <NeedBoxes needs={needs} onChange={setNeeds} />
      <ActionButton busy={desk.busy} onPress={() => void note()}>
        {t('desk.needsButton')}
      </ActionButton>
    </fieldset>
  )
}
