import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { serviceTitle, zoneOf } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import { askForPapersRoute, precheckDueRoute, precheckUnsentRoute } from '../contract.ts'
import { ASKED_AHEAD_DAYS } from '../model.ts'
import { precheckTexts, type UnsentVisit } from './texts.ts'

/** Read again so often (milliseconds): nothing of it is pressing. */
const EVERY = 60_000

/** Visits of the next days that need papers and have sent none: a part of its own, so that papers that came stay first. */
export function Unsent({ site }: { readonly site: string }) {
  const { language, announce } = useConsole()
  const t = precheckTexts(language)
  const known = useQueryClient()
  const [asked, setAsked] = useState<'no' | 'yes'>('no')
  const [sure, setSure] = useState(false)
  const [failure, setFailure] = useState<string>()
  const read = useRead(
    precheckUnsentRoute,
    { params: { site }, query: { asked } },
    { every: EVERY, keep: true },
  )
  const ask = useCommand(askForPapersRoute)
  const visits = read.data?.visits ?? []
  const focus = useFocusKept(read.data)
  const reachable = visits.filter(({ reached }) => reached !== 'nobody')

  async function press(those: readonly UnsentVisit[], nth: number) {
    const body = { visits: those.map(({ visit, version }) => ({ visit, version })) }
    const answer = await ask.press({ params: { site }, body })
    if (!answer) return
    setSure(false)
    setFailure(answer.ok ? undefined : commonFailureText(answer.code, consoleTexts(language)))
    if (answer.ok) {
      announce(t('unsent.done', answer.value))
      if (answer.value.told > 0) focus.keep(nth)
    }
    void known.invalidateQueries({ queryKey: [precheckUnsentRoute.id] })
    void known.invalidateQueries({ queryKey: [precheckDueRoute.id] })
  }

  return (
    <section className="console-panel" aria-labelledby="precheck-unsent">
      <h2 className="console-panel__title" id="precheck-unsent" tabIndex={-1} ref={focus.heading}>
        {t('unsent')}
      </h2>
      <p className="console-muted">{t('unsent.intro', { days: ASKED_AHEAD_DAYS })}</p>
      <div className="precheck-filter">
        <Picker
          label={t('unsent.show')}
          options={(['no', 'yes'] as const).map((value) => ({ value, text: t(`unsent.asked.${value}`) }))}
          value={asked}
          onChange={(value) => setAsked(value === 'yes' ? 'yes' : 'no')}
        />
      </div>
      {failure && <Alert kind="danger" title={failure} live="assertive" />}
      {!read.data && !read.error && <Loading />}
      {!read.data && read.error && (
        <ReadProblem
          text={commonFailureText(read.error.code, consoleTexts(language))}
          onRetry={() => void read.refetch()}
        />
      )}
      {read.data && visits.length === 0 && <p className="console-empty">{t(`unsent.none.${asked}`)}</p>}
      {asked === 'no' && reachable.length > 1 && (
        <div className="console-toolbar">
          <ActionButton onPress={() => setSure(true)}>
            {t('unsent.askAll', { count: reachable.length })}
          </ActionButton>
        </div>
      )}
      <Confirm
        title={t('unsent.sure', { count: reachable.length })}
        text={t('unsent.sureText')}
        yes={t('unsent.yes')}
        no={t('unsent.no')}
        open={sure}
        busy={ask.busy}
        onYes={() => void press(reachable, 0)}
        onClose={() => setSure(false)}
      />
      <ol className="console-list" ref={focus.list}>
        {visits.map((visit, nth) => (
          <Row
            key={visit.visit}
            visit={visit}
            site={site}
            busy={ask.busy}
            onAsk={() => void press([visit], nth)}
          />
        ))}
      </ol>
      {read.data?.more && <p className="console-muted">{t('unsent.more')}</p>}
    </section>
  )
}

function Row(props: {
  readonly visit: UnsentVisit
  readonly site: string
  readonly busy: boolean
  readonly onAsk: () => void
}) {
  const { visit, site, busy, onAsk } = props
  const { language, directory } = useConsole()
  const t = precheckTexts(language)
  const clock = (moment: string) => formatDayAndTime(parseInstant(moment), zoneOf(directory, site), language)
  const who = visit.name ?? clock(visit.startsAt)
  const what = t(visit.askedAt ? 'unsent.again' : 'unsent.ask')
  return (
    <li className="precheck-visit precheck-unsent">
      <div className="precheck-unsent__what">
        <p>
          <strong>{clock(visit.startsAt)}</strong>
          {visit.name && <> · {visit.name}</>}{' '}
          {visit.late ? (
            <Tag kind="danger" text={t('late')} />
          ) : (
            <Tag kind="warning" text={t('due', { time: clock(visit.dueAt) })} />
          )}{' '}
          {visit.askedAt && <Tag kind="info" text={t('unsent.askedAt', { time: clock(visit.askedAt) })} />}
        </p>
        {visit.matters.map(({ service, papers }) => (
          <p key={service} className="console-muted">
            {serviceTitle(directory, service)}: {papers.map((paper) => paper[language]).join(', ')}
          </p>
        ))}
        {visit.reached !== 'at_once' && (
          <p className="console-muted">{t(`unsent.reached.${visit.reached}`)}</p>
        )}
      </div>
      {visit.reached !== 'nobody' && (
        <ActionButton busy={busy} onPress={onAsk} label={t('unsent.askNamed', { what, who })}>
          {what}
        </ActionButton>
      )}
    </li>
  )
}

/** When the pressed button is gone with its row, the focus goes to the next row, else to the heading, not to the top. */
function useFocusKept(data: unknown) {
  const heading = useRef<HTMLHeadingElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const pressed = useRef<number>(undefined)
  useEffect(() => {
    if (pressed.current === undefined || data === undefined) return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost) (buttons[pressed.current] ?? buttons.at(-1) ?? heading.current)?.focus()
    pressed.current = undefined
  }, [data])
  const keep = (nth: number) => {
    pressed.current = nth
  }
  return { heading, list, keep }
}
