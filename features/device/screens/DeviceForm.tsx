import { type FormEvent, useState } from 'react'
import { housePlanRoute } from '#features/house/contract.ts'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { changeDeviceRoute } from '../contract.ts'
import { DISPLAY_CONTENTS } from '../model.ts'
import { CHANGE_FAILURES } from './failures.ts'
import { deviceTexts, type ListedDevice } from './texts.ts'

type Settings = ListedDevice['settings']
type Failure = ErrorCode<typeof changeDeviceRoute> | ClientCode

const VOLUMES = [0, 20, 40, 60, 70, 80, 100] as const

export type DeviceFormProps = {
  readonly device: ListedDevice
  /** The kiosks for which an agent can print. */
  readonly kiosks: readonly ListedDevice[]
  readonly onClose: () => void
  readonly onChanged: () => void
}

/** Names a device, and sets a display up: languages, how loud and when, for whom it flashes. */
export function DeviceForm({ device, kiosks, onClose, onChanged }: DeviceFormProps) {
  const { language, announce } = useConsole()
  const t = deviceTexts(language)
  const change = useCommand(changeDeviceRoute)
  const [name, setName] = useState(device.name)
  const [settings, setSettings] = useState(device.settings)
  const [from, setFrom] = useState(device.settings.quietFrom ?? '')
  const [until, setUntil] = useState(device.settings.quietUntil ?? '')
  const [kiosk, setKiosk] = useState(device.kiosk)
  const [standsAt, setStandsAt] = useState(device.standsAt)
  const [failure, setFailure] = useState<Failure>()

  async function send(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return setFailure('no_name')
    const [quietFrom, quietUntil] = [readTime(from) ?? null, readTime(until) ?? null]
    const isMistyped = (from.trim() !== '' && !quietFrom) || (until.trim() !== '' && !quietUntil)
    if (isMistyped) return setFailure('half_quiet')
    const body = { name, settings: { ...settings, quietFrom, quietUntil }, kiosk, standsAt }
    const answer = await change.press({ params: { device: device.device }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('change.done', { name }))
    onChanged()
    onClose()
  }

  return (
    <DialogBox title={t('change.named', { name: device.name })} open onClose={onClose}>
      <form className="console-form" onSubmit={(event) => void send(event)}>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, CHANGE_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        <TextInput label={t('name')} value={name} maxLength={60} onChange={setName} />
        {device.kind === 'agent' && (
          <Picker
            label={t('printsFor')}
            options={[
              { value: 'site', text: t('printsFor.site') },
              ...kiosks.map((each) => ({ value: each.device, text: each.name })),
            ]}
            value={kiosk ?? 'site'}
            onChange={(value) => setKiosk(value === 'site' ? null : value)}
          />
        )}
        {device.kind === 'kiosk' && <StandsAt site={device.site} value={standsAt} onChange={setStandsAt} />}
        {device.kind === 'display' && (
          <>
            <DisplayFields settings={settings} onChange={setSettings} />
            <ClockInput label={t('quiet.from')} type="time" value={from} onChange={setFrom} />
            <ClockInput label={t('quiet.until')} type="time" value={until} onChange={setUntil} />
            <p className="kern-hint">{t('change.when')}</p>
          </>
        )}
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={change.busy}>
            {t('save')}
          </ActionButton>
          <ActionButton onPress={onClose}>{t('back')}</ActionButton>
        </div>
      </form>
    </DialogBox>
  )
}

/** Where a kiosk stands in the drawn house, so that the way begins there; nothing to choose where none is drawn. */
function StandsAt(props: {
  readonly site: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}) {
  const { language } = useConsole()
  const t = deviceTexts(language)
  const { data } = useRead(housePlanRoute, { params: { site: props.site } })
  const places = data?.plan?.things.filter(({ kind }) => kind === 'kiosk') ?? []
  if (places.length === 0) return null
  return (
    <Picker
      label={t('standsAt')}
      options={[
        { value: '', text: t('standsAt.first') },
        ...places.map(({ key, name }) => ({ value: key, text: name?.[language] ?? key })),
      ]}
      value={places.some(({ key }) => key === props.value) ? (props.value ?? '') : ''}
      onChange={(value) => props.onChange(value === '' ? null : value)}
    />
  )
}

function DisplayFields(props: {
  readonly settings: Settings
  readonly onChange: (settings: Settings) => void
}) {
  const { settings, onChange } = props
  const t = deviceTexts(useConsole().language)
  const named = (one: Language) => ({ value: one, text: t(`language.${one}`) })
  const languageOf = (value: string) => LANGUAGES.find((one) => one === value)
  const volumes = [...new Set([...VOLUMES, settings.volume])].sort((a, b) => a - b)
  return (
    <>
      <Picker
        label={t('language')}
        options={LANGUAGES.map(named)}
        value={settings.language}
        onChange={(value) => onChange({ ...settings, language: languageOf(value) ?? 'de' })}
      />
      <Picker
        label={t('language.second')}
        options={[{ value: 'none', text: t('language.none') }, ...LANGUAGES.map(named)]}
        value={settings.secondLanguage ?? 'none'}
        onChange={(value) => onChange({ ...settings, secondLanguage: languageOf(value) ?? null })}
      />
      <Picker
        label={t('volume')}
        options={volumes.map((one) => ({ value: String(one), text: t('volume.percent', { percent: one }) }))}
        value={String(settings.volume)}
        onChange={(value) => onChange({ ...settings, volume: Number(value) })}
      />
      <CheckBox checked={settings.speaks} onChange={(speaks) => onChange({ ...settings, speaks })}>
        {t('speaks')}
      </CheckBox>
      <CheckBox checked={settings.flashes} onChange={(flashes) => onChange({ ...settings, flashes })}>
        {t('flashes')}
      </CheckBox>
      <Picker
        label={t('shows')}
        options={DISPLAY_CONTENTS.map((one) => ({ value: one, text: t(`shows.${one}`) }))}
        value={settings.shows}
        onChange={(value) =>
          onChange({ ...settings, shows: DISPLAY_CONTENTS.find((one) => one === value) ?? 'calls' })
        }
      />
    </>
  )
}
