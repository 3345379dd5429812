import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { Losing } from './ForesightLines.tsx'
import { ServiceLines } from './SharesEffect.tsx'
import type { SetupPreview } from './setupTyped.ts'
import { capacityTexts } from './texts.ts'

export type SetupEffectProps = {
  readonly site: string
  readonly preview: SetupPreview
  readonly busy: boolean
  readonly onSave: () => void
}

/** What another setup would do: whose time would be without a place, and which times come and go; then it can be saved. */
export function SetupEffect({ site, preview, busy, onSave }: SetupEffectProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const { faults, unplaced, replaced, stillBooked } = preview
  if (faults.length > 0)
    return (
      <div role="alert">
        {faults.map(({ fault, service, counter }) => (
          <Alert
            key={`${fault} ${service} ${counter}`}
            kind="danger"
            title={t(`setup.fault.${fault}`, {
              service: service === null ? '' : serviceTitle(directory, service),
              counter: counter ?? '',
            })}
          />
        ))}
      </div>
    )
  return (
    <div>
      {unplaced > 0 && (
        <>
          <Alert kind="warning" title={t('effect.unplaced', { count: unplaced })} live="polite" />
          <Losing site={site} foresight={preview} />
        </>
      )}
      <p className="kern-body">{t('effect.replaced', { count: replaced })}</p>
      {stillBooked.map(({ service, bookings }) => (
        <p className="kern-body" key={service}>
          {t('setup.stillBooked', { service: serviceTitle(directory, service), count: bookings })}
        </p>
      ))}
      <ServiceLines services={preview.services} />
      <div className="console-toolbar">
        <ActionButton variant="primary" busy={busy} onPress={onSave}>
          {t('shares.save')}
        </ActionButton>
      </div>
    </div>
  )
}
