import { localDate } from '#kernel/instant.ts'
import { formatDay } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle, siteName } from '#ui/console/directory.ts'
import type { WrittenShares } from '../contract.ts'
import { shareWarnings } from '../model/shareRules.ts'
import { AgreementCost } from './AgreementCost.tsx'
import { HourLines } from './PlanEffect.tsx'
import type { SharesPreview } from './sharesTyped.ts'
import { capacityTexts } from './texts.ts'

export type SharesEffectProps = {
  readonly preview: SharesPreview
  /** What would hold, also where the site leaves it to the city. */
  readonly holding: WrittenShares
  readonly busy: boolean
  readonly onSave: () => void
}

/** What other shares would do to the next week, what they should not, and the button that makes them hold. */
export function SharesEffect({ preview, holding, busy, onSave }: SharesEffectProps) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const isDone = preview.done >= preview.of
  const { example, lastDay, fullHours, tooLong } = preview
  const warnings = [
    ...shareWarnings(holding).map((warning) => t(`shares.warning.${warning}`)),
    ...(isDone && fullHours > 0 ? [t('shares.fullHours', { count: fullHours })] : []),
    ...tooLong.map(({ site, shifts }) =>
      t('shares.tooLong', { site: siteName(directory, site), count: shifts }),
    ),
  ]
  const day = (text: string) => formatDay(localDate(text), language)
  return (
    <div aria-busy={!isDone}>
      <h3 className="console-panel__title">{t('shares.effect')}</h3>
      {!isDone && (
        <p className="console-line" role="status">
          {t('shares.progress', { done: preview.done, of: preview.of })}
        </p>
      )}
      {warnings.map((text) => (
        <Alert key={text} kind="warning" title={text} live="polite" />
      ))}
      {lastDay.before !== lastDay.after && (
        <p className="kern-body">
          {t('shares.horizon', { before: day(lastDay.before), after: day(lastDay.after) })}
        </p>
      )}
      {isDone && <ServiceLines services={preview.services} />}
      {isDone && <AgreementCost services={preview.agreement} />}
      {isDone && example && (
        <>
          <h4 className="kern-label">
            {t('shares.example', { site: siteName(directory, example.site), day: day(example.day) })}
          </h4>
          <HourLines hours={example.hours} />
        </>
      )}
      {isDone && (
        <div className="console-toolbar">
          <ActionButton variant="primary" busy={busy} onPress={onSave}>
            {t('shares.save')}
          </ActionButton>
        </div>
      )}
    </div>
  )
}

/** Which services win or lose times in the next week. */
export function ServiceLines({ services }: Pick<SharesPreview, 'services'>) {
  const { language, directory } = useConsole()
  const t = capacityTexts(language)
  const other = services.filter(({ before, after }) => before !== after)
  if (other.length === 0) return <p className="kern-body">{t('shares.same')}</p>
  return (
    <ul className="plan-services" aria-label={t('shares.services')}>
      {other.map(({ service, before, after }) => (
        <li key={service}>
          {t(after > before ? 'shares.more' : 'shares.fewer', {
            service: serviceTitle(directory, service),
            count: Math.abs(after - before),
            after,
          })}
        </li>
      ))}
    </ul>
  )
}
