import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { localDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { unplacedRoute } from '../contract.ts'
import { Agreement } from './Agreement.tsx'
import { ApplyDialog } from './ApplyDialog.tsx'
import { CopyDialog } from './CopyDialog.tsx'
import { HistoryDialog } from './HistoryDialog.tsx'
import { HoursDialog } from './HoursDialog.tsx'
import { DraftBar, PlanBar, type PlanTool } from './PlanBar.tsx'
import { PlanEffect } from './PlanEffect.tsx'
import { type EditedShift, PlanGrid } from './PlanGrid.tsx'
import { type Outcome, PublishDialog } from './PublishDialog.tsx'
import { mondayOf, type Scope } from './planEdits.ts'
import { ShiftDialog } from './ShiftDialog.tsx'
import { capacityTexts, type PublishedPlan } from './texts.ts'
import { type PlanDraft, usePlanDraft } from './usePlanDraft.ts'
import { usePlanEffects } from './usePlanEffects.ts'

/** The plan of one site: a draft in this browser until it is published. */
export function PlanEditor({ site, mayApply }: { readonly site: string; readonly mayApply: boolean }) {
  const { language } = useConsole()
  const draft = usePlanDraft(site)
  const { data, error } = draft.read
  if (data) return <Editor key={data.site} published={data} draft={draft} mayApply={mayApply} />
  if (!error) return <Loading />
  return (
    <ReadProblem
      text={commonFailureText(error.code, consoleTexts(language))}
      onRetry={() => void draft.read.refetch()}
    />
  )
}

/** Below this width (pixels) a week is too narrow to take hold of anything; one day is shown. */
const WEEK_WIDTH = 900

type EditorProps = {
  readonly published: PublishedPlan
  readonly draft: PlanDraft
  readonly mayApply: boolean
}

function Editor({ published, draft, mayApply }: EditorProps) {
  const { language } = useConsole()
  const t = capacityTexts(language)
  const [scope, setScope] = useState<Scope>('every')
  const [view, setView] = useState<'week' | 'day'>(() => (window.innerWidth < WEEK_WIDTH ? 'day' : 'week'))
  const [chosenDay, setChosenDay] = useState(() => nextWorkingDay(published))
  const [edited, setEdited] = useState<EditedShift>()
  const [tool, setTool] = useState<PlanTool>()
  const [outcome, setOutcome] = useState<Outcome & { readonly of: 'published' | 'hoursOf.done' }>()
  const client = useQueryClient()
  const monday = mondayOf(chosenDay)
  const { effects, isBehind } = usePlanEffects(draft.draft, monday, published)
  const days = view === 'day' ? [chosenDay] : weekOf(published, draft, monday)

  function done(what: Outcome) {
    saved({ ...what, of: 'published' })
    draft.discard()
  }

  function saved(what: NonNullable<typeof outcome>) {
    setTool(undefined)
    setOutcome(what)
    void draft.read.refetch()
    void client.invalidateQueries({ queryKey: [unplacedRoute.id] })
  }

  return (
    <>
      <PlanBar
        site={published.site}
        today={localDate(published.today)}
        chosenDay={chosenDay}
        monday={monday}
        scope={scope}
        view={view}
        mayApply={mayApply}
        hasHours={!published.mobile}
        onDay={setChosenDay}
        onScope={setScope}
        onView={setView}
        onTool={setTool}
      />
      {outcome && <OutcomeLine outcome={outcome} title={t(outcome.of)} />}
      {published.counters.length === 0 ? (
        <p className="console-empty">{t('noCounters')}</p>
      ) : (
        <div className="plan-columns">
          <PlanGrid
            published={published}
            plan={draft.draft}
            scope={scope}
            days={days}
            chosenDay={chosenDay}
            faults={effects.data?.faults ?? []}
            onChooseDay={setChosenDay}
            onChange={(plan, about) => {
              setOutcome(undefined)
              draft.change(plan, about)
            }}
            onEdit={setEdited}
          />
          <div className="plan-aside">
            {effects.data ? (
              <PlanEffect
                published={published}
                effects={effects.data}
                changed={draft.changed}
                day={chosenDay}
              />
            ) : (
              <Loading />
            )}
          </div>
        </div>
      )}
      {published.counters.length > 0 && <Agreement site={published.site} monday={monday} />}
      <DraftBar
        version={published.version}
        draft={draft}
        isBehind={isBehind || !effects.data}
        onPublish={() => setTool('publish')}
      />
      {edited && (
        <ShiftDialog
          key={`${edited.counter.counter} ${edited.day} ${edited.index}`}
          published={published}
          edited={edited}
          plan={draft.draft}
          scope={scope}
          onChange={draft.change}
          onAdd={() => setEdited({ ...edited, index: null })}
          onClose={() => setEdited(undefined)}
        />
      )}
      {tool === 'publish' && effects.data && (
        <PublishDialog
          published={published}
          plan={draft.draft}
          basedOn={draft.basedOn}
          effects={effects.data}
          onDone={done}
          onClose={() => setTool(undefined)}
        />
      )}
      {tool === 'copy' && (
        <CopyDialog
          published={published}
          plan={draft.draft}
          monday={monday}
          onCopied={(plan, target) => {
            draft.change(plan)
            setScope('once')
            setChosenDay(target)
            setTool(undefined)
          }}
          onClose={() => setTool(undefined)}
        />
      )}
      {tool === 'apply' && (
        <ApplyDialog site={published.site} monday={monday} onClose={() => setTool(undefined)} />
      )}
      {tool === 'hours' && (
        <HoursDialog
          published={published}
          day={chosenDay}
          onDone={(what, day) => {
            saved({ ...what, of: 'hoursOf.done' })
            // Next the shifts of this date are to be planned.
            setScope('once')
            setChosenDay(day)
          }}
          onClose={() => setTool(undefined)}
        />
      )}
      {tool === 'history' && (
        <HistoryDialog
          published={published}
          monday={monday}
          onDone={done}
          onClose={() => setTool(undefined)}
        />
      )}
    </>
  )
}

function OutcomeLine({ outcome, title }: { readonly outcome: Outcome; readonly title: string }) {
  const t = capacityTexts(useConsole().language)
  return (
    <Alert kind={outcome.unplaced > 0 ? 'warning' : 'success'} title={title} live="polite">
      <p className="kern-body">
        {t('published.replaced', { count: outcome.replaced })}{' '}
        {t('published.unplaced', { count: outcome.unplaced })}
      </p>
    </Alert>
  )
}

/** Today, or the next day on which the site has hours. */
function nextWorkingDay({ today, hours }: PublishedPlan) {
  const first = localDate(today)
  const days = Array.from({ length: 7 }, (_, index) => addDays(first, index))
  return days.find((day) => hours.some(({ weekday }) => weekday === weekdayOf(day))) ?? first
}

/** Monday to Friday, and the weekend where there is anything on it. */
function weekOf(
  { hours, specialHours }: PublishedPlan,
  { draft }: PlanDraft,
  monday: ReturnType<typeof localDate>,
) {
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index)).filter(
    (day, index) =>
      index < 5 ||
      hours.some(({ weekday }) => weekday === index + 1) ||
      draft.weekly.some(({ weekday }) => weekday === index + 1) ||
      specialHours.some((special) => special.day === day) ||
      draft.dated.some((shift) => shift.day === day),
  )
}
