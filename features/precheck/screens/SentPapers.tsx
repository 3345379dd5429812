import { useEffect, useId, useRef } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { serviceTitle } from '#ui/console/directory.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { ReadProblem } from '#ui/console/ReadState.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Tag } from '#ui/Tag.tsx'
import { counterPapersRoute } from '../contract.ts'
import { Came } from './Came.tsx'
import { HandOver } from './HandOver.tsx'
import { PaperPages } from './PaperPages.tsx'
import { precheckTexts, type QueuedPaper } from './texts.ts'

/** Papers are read again so often (milliseconds): somebody may send one from the chair in front of the counter. */
const EVERY = 30_000

const TAGS = { green: 'success', question: 'warning', missing: 'danger' } as const

/**
 * What the person at a counter has sent before: one line until it is opened, so that the keys stay in sight. Each paper
 * can be looked at, and is deleted here by a press once the file of record has it.
 */
export function SentPapers({ visit }: { readonly visit: string }) {
  const { language, directory } = useConsole()
  const t = precheckTexts(language)
  const read = useRead(counterPapersRoute, { params: { visit } }, { every: EVERY })
  if (!read.data) {
    // Who has just left the counter has no papers here.
    if (!read.error || read.error.code === 'not_found') return null
    const text = commonFailureText(read.error.code, consoleTexts(language))
    return <ReadProblem text={text} onRetry={() => void read.refetch()} />
  }
  const matters = read.data.matters.map(({ papers, ...matter }) => ({
    ...matter,
    papers: papers.filter(({ handedIn }) => handedIn !== null),
  }))
  const papers = matters.flatMap((matter) => matter.papers)
  if (papers.length === 0)
    return read.data.nothingSent ? <p className="console-muted">{t('nothingSent')}</p> : null
  const filed = papers.filter(({ handedIn }) => handedIn?.stage === 'filed').length
  return (
    <details className="counter-papers">
      <summary>{t('sent', { count: papers.length, filed })}</summary>
      {matters.map((matter) => (
        <div key={matter.reference}>
          {matters.length > 1 && matter.papers.length > 0 && (
            <h3 className="console-panel__title">{serviceTitle(directory, matter.service)}</h3>
          )}
          <ul>
            {matter.papers.map((paper) => (
              <SentPaper key={paper.item} paper={paper} onHandedOver={() => void read.refetch()} />
            ))}
          </ul>
        </div>
      ))}
    </details>
  )
}

function SentPaper(props: { readonly paper: QueuedPaper; readonly onHandedOver: () => void }) {
  const { item, name: names, handedIn, verdict, isNew } = props.paper
  const { language } = useConsole()
  const t = precheckTexts(language)
  const id = useId()
  const name = names?.[language] ?? (item || t('other'))
  const row = useFocusKept(handedIn?.stage)
  return (
    <li className="precheck-sent" ref={row} tabIndex={-1} aria-labelledby={`${id}-name`}>
      <p className="precheck-sent__name" id={`${id}-name`}>
        {name} {verdict && !isNew && <Tag kind={TAGS[verdict]} text={t(`verdict.${verdict}`)} />}
        {isNew && <Tag kind="info" text={t('new')} />}
      </p>
      <Came paper={props.paper} id={`${id}-came`} />
      {handedIn && handedIn.pages > 0 && <PaperPages paper={handedIn.paper} name={name} />}
      {handedIn?.stage === 'ready' && (
        <HandOver only paper={handedIn.paper} name={name} onHandedOver={props.onHandedOver} />
      )}
    </li>
  )
}

/** When the pressed button is gone because the paper is, the focus stays with its row instead of falling to the top. */
function useFocusKept(stage: string | undefined) {
  const row = useRef<HTMLLIElement>(null)
  const before = useRef(stage)
  useEffect(() => {
    if (before.current === stage) return
    before.current = stage
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost && stage === 'filed') row.current?.focus()
  })
  return row
}
