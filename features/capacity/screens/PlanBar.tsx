import type { LocalDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { formatShortDay } from '#platform/time/format.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import type { Scope } from './planEdits.ts'
import { capacityTexts } from './texts.ts'
import type { PlanDraft } from './usePlanDraft.ts'

/** What can be done with the plan as a whole. */
export type PlanTool = 'publish' | 'copy' | 'apply' | 'history' | 'hours'

export type PlanBarProps = {
  readonly site: string
  readonly today: LocalDate
  readonly chosenDay: LocalDate
  readonly monday: LocalDate
  readonly scope: Scope
  readonly view: 'week' | 'day'
  readonly mayApply: boolean
  /** A mobile site has stops instead of hours. */
  readonly hasHours: boolean
  readonly onDay: (day: LocalDate) => void
  readonly onScope: (scope: Scope) => void
  readonly onView: (view: 'week' | 'day') => void
  readonly onTool: (tool: PlanTool) => void
}

/** Which week, whether for every week, and what can be done with the whole. */
export function PlanBar(props: PlanBarProps) {
  const { chosenDay, monday, scope, view, onDay, onScope, onView, onTool } = props
  const { language } = useConsole()
  const t = capacityTexts(language)
  return (
    <div className="console-toolbar plan-bar">
      <ActionButton label={t('week.before')} onPress={() => onDay(addDays(chosenDay, -7))}>
        ‹
      </ActionButton>
      <span className="plan-week" aria-live="polite">
        {formatShortDay(monday, language)} – {formatShortDay(addDays(monday, 6), language)}
      </span>
      <ActionButton label={t('week.after')} onPress={() => onDay(addDays(chosenDay, 7))}>
        ›
      </ActionButton>
      <ActionButton onPress={() => onDay(props.today)}>{t('week.today')}</ActionButton>
      <Picker
        label={t('scope')}
        options={[
          { value: 'every', text: t('scope.every') },
          { value: 'once', text: t('scope.once') },
        ]}
        value={scope}
        onChange={(value) => onScope(value === 'once' ? 'once' : 'every')}
      />
      <Picker
        label={t('view')}
        options={[
          { value: 'week', text: t('view.week') },
          { value: 'day', text: t('view.day') },
        ]}
        value={view}
        onChange={(value) => onView(value === 'day' ? 'day' : 'week')}
      />
      <div className="console-toolbar console-toolbar__end">
        <RouteLink to="/closings">{t('away.link')}</RouteLink>
        {props.hasHours && <RouteLink to={`/hours/${props.site}`}>{t('week.title')}</RouteLink>}
        {props.hasHours && <ActionButton onPress={() => onTool('hours')}>{t('hoursOf.button')}</ActionButton>}
        <ActionButton onPress={() => onTool('copy')}>{t('copy.button')}</ActionButton>
        {props.mayApply && <ActionButton onPress={() => onTool('apply')}>{t('apply.button')}</ActionButton>}
        <ActionButton onPress={() => onTool('history')}>{t('history.button')}</ActionButton>
      </div>
    </div>
  )
}

export type DraftBarProps = {
  readonly version: number
  readonly draft: PlanDraft
  /** The effects of the last change are not known yet, and nothing is published unseen. */
  readonly isBehind: boolean
  readonly onPublish: () => void
}

/** Whether there is something unpublished; at the foot of the screen, so that nothing moves when it comes. */
export function DraftBar({ version, draft, isBehind, onPublish }: DraftBarProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  return (
    <section className={draft.changed ? 'plan-draft plan-draft--open' : 'plan-draft'} aria-label={t('draft')}>
      {draft.changed ? (
        <strong>{t('draft.text')}</strong>
      ) : (
        <span>{t('draft.none', { version: version })}</span>
      )}
      <div className="console-toolbar">
        {draft.changed && (
          <ActionButton variant="primary" busy={isBehind} onPress={onPublish}>
            {t('publish.button')}
          </ActionButton>
        )}
        {draft.mayTakeBack && <ActionButton onPress={draft.takeBack}>{t('draft.takeBack')}</ActionButton>}
        {draft.changed && <ActionButton onPress={draft.discard}>{t('draft.discard')}</ActionButton>}
      </div>
    </section>
  )
}
