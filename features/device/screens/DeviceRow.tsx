import { useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { siteName } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { Tag } from '#ui/Tag.tsx'
import { unpairDeviceRoute } from '../contract.ts'
import { DeviceForm } from './DeviceForm.tsx'
import { UNPAIR_FAILURES } from './failures.ts'
import { deviceTexts, type ListedDevice } from './texts.ts'

export type DeviceRowProps = {
  readonly device: ListedDevice
  /** The kiosks for which an agent can print. */
  readonly kiosks: readonly ListedDevice[]
  readonly onChanged: () => void
}

/** One device: where, since when it is offline, and what can be done with it. */
export function DeviceRow({ device, kiosks, onChanged }: DeviceRowProps) {
  const { language, directory, announce } = useConsole()
  const t = deviceTexts(language)
  const unpair = useCommand(unpairDeviceRoute)
  const [asking, setAsking] = useState(false)
  const [changing, setChanging] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof unpairDeviceRoute> | ClientCode>()
  const { name, offlineSince } = device
  const zone = directory.sites.find(({ key }) => key === device.site)?.timeZone ?? 'UTC'
  const moment = (iso: string) => formatDayAndTime(parseInstant(iso), zone, language)

  async function take() {
    const answer = await unpair.press({ params: { device: device.device } })
    if (!answer) return
    setAsking(false)
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('unpair.done', { name }))
    onChanged()
  }

  return (
    <li className="console-item">
      <div className="console-item__main">
        <strong>{name}</strong>
        <span className="console-line">
          {t(`kind.${device.kind}`)}, {siteName(directory, device.site)}
        </span>
        <span className="console-line">
          {offlineSince === null ? (
            <Tag kind="success" text={t('online')} />
          ) : (
            <Tag kind="danger" text={t('offline', { time: moment(offlineSince) })} />
          )}
        </span>
        {device.kind === 'agent' && (
          <PrinterLines device={device} kiosks={kiosks} moment={moment} language={language} />
        )}
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, UNPAIR_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
      </div>
      <div className="console-toolbar">
        <ActionButton label={t('change.named', { name })} onPress={() => setChanging(true)}>
          {t('change')}
        </ActionButton>
        <ActionButton label={t('unpair.named', { name })} onPress={() => setAsking(true)}>
          {t('unpair')}
        </ActionButton>
      </div>
      {changing && (
        <DeviceForm
          device={device}
          kiosks={kiosks}
          onClose={() => setChanging(false)}
          onChanged={onChanged}
        />
      )}
      <Confirm
        title={t('unpair.named', { name })}
        text={t('unpair.text')}
        yes={t('unpair')}
        no={t('back')}
        open={asking}
        busy={unpair.busy}
        onYes={() => void take()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

/** How the printer of an agent is, and for whom it prints. */
function PrinterLines(props: {
  readonly device: ListedDevice
  readonly kiosks: readonly ListedDevice[]
  readonly moment: (iso: string) => string
  readonly language: StaffLanguage
}) {
  const { device, kiosks, moment, language } = props
  const t = deviceTexts(language)
  const { printer } = device
  const served = kiosks.find((each) => each.device === device.kiosk)
  const kind = printer?.state === 'ready' ? 'success' : printer?.state === 'paper_low' ? 'warning' : 'danger'
  return (
    <>
      <span className="console-line">
        {printer === null ? (
          <Tag text={t('printer.none')} />
        ) : (
          <Tag kind={kind} text={t(`printer.${printer.state}`, { time: moment(printer.since) })} />
        )}
      </span>
      <span className="console-line">
        {served ? t('printsFor.named', { name: served.name }) : t('printsFor.all')}
      </span>
    </>
  )
}
