import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import { Alert } from '#ui/Alert.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { devicesRoute, requirePairingRoute } from '../contract.ts'
import { DeviceRow } from './DeviceRow.tsx'
import { PairForm } from './PairForm.tsx'
import { deviceTexts } from './texts.ts'

/** Who is offline is looked at so often. Milliseconds. */
const LOOK_EVERY = 15_000

export type DevicesProps = {
  /** The site of somebody who looks after this one only; null for those who look after all. */
  readonly site: string | null
  /** May this person decide whether pairing is required? */
  readonly decides: boolean
}

/** Displays and kiosks: pair by code, see which are offline, set up, unpair. */
export function Devices({ site, decides }: DevicesProps) {
  const { language } = useConsole()
  const t = deviceTexts(language)
  const { data, error, refetch } = useRead(devicesRoute, {}, { every: LOOK_EVERY })
  const again = () => void refetch()
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {!data && !error && <Loading />}
      {!data && error && (
        <ReadProblem text={commonFailureText(error.code, consoleTexts(language))} onRetry={again} />
      )}
      {data && (
        <>
          <Requirement required={data.pairingRequired} decides={decides} onChanged={again} />
          <section className="console-panel" aria-labelledby="devices">
            <h2 className="console-panel__title" id="devices">
              {t('list')}
            </h2>
            {data.devices.length === 0 && <p className="console-empty">{t('none')}</p>}
            <ul className="console-list">
              {data.devices.map((device) => (
                <DeviceRow
                  key={device.device}
                  device={device}
                  kiosks={data.devices.filter(({ kind, site: at }) => kind === 'kiosk' && at === device.site)}
                  onChanged={again}
                />
              ))}
            </ul>
          </section>
          <PairForm site={site} onPaired={again} />
        </>
      )}
    </Screen>
  )
}

function Requirement(props: {
  readonly required: boolean
  readonly decides: boolean
  readonly onChanged: () => void
}) {
  const { language } = useConsole()
  const t = deviceTexts(language)
  const require = useCommand(requirePairingRoute)
  const [failure, setFailure] = useState<ClientCode>()

  async function change(pairingRequired: boolean) {
    const answer = await require.press({ body: { pairingRequired } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    props.onChanged()
  }

  return (
    <section className="console-panel" aria-labelledby="pairing">
      <h2 className="console-panel__title" id="pairing">
        {t('required.title')}
      </h2>
      <p className="kern-body">{t(props.required ? 'required.yes' : 'required.no')}</p>
      {failure && (
        <Alert kind="danger" title={commonFailureText(failure, consoleTexts(language))} live="assertive" />
      )}
      {props.decides && (
        <CheckBox checked={props.required} onChange={(checked) => void change(checked)}>
          {t('required.label')}
        </CheckBox>
      )}
    </section>
  )
}
