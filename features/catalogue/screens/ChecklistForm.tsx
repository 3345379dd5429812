import { useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { EditingForm } from '#ui/console/EditingForm.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { writeChecklistRoute } from '../contract/editing.ts'
import {
  type EditedChecklist,
  faultsOfEdited,
  freshKey,
  joinChoice,
  movedUp,
  NO_TEXTS,
  PAPERS_LIMIT,
  QUESTIONS_LIMIT,
  sameChecklist,
  tidyChecklist,
  withoutQuestion,
  withQuestion,
} from '../model/editing.ts'
import { ChecklistFaults } from './ChecklistFaults.tsx'
import { ChecklistPreview } from './ChecklistPreview.tsx'
import { WRITE_FAILURES } from './failures.ts'
import { HandlingFields } from './HandlingFields.tsx'
import { PaperFields } from './PaperFields.tsx'
import { QuestionFields } from './QuestionFields.tsx'
import { type ChecklistData, catalogueTexts } from './texts.ts'
import { unsaved } from './unsaved.ts'

export type ChecklistFormProps = {
  readonly service: string
  readonly data: ChecklistData
  /** `saved`: the list holds now; else somebody else has changed it. */
  readonly onChanged: (saved: boolean) => void
}

/** What to bring for a service: questions, papers and conditions, with what is wrong with them said while they are written. */
export function ChecklistForm({ service, data, onChanged }: ChecklistFormProps) {
  const { language, announce } = useConsole()
  const t = catalogueTexts(language)
  const save = useCommand(writeChecklistRoute)
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState<EditedChecklist>(unsaved.of(service) ?? data.checklist)
  const [isChecked, setChecked] = useState(false)
  const [failure, setFailure] = useState<ErrorCode<typeof writeChecklistRoute> | ClientCode>()
  const { questions, papers } = typed
  const isUnsaved = !sameChecklist(typed, data.checklist)
  const faults = faultsOfEdited(typed)

  const change = (changed: EditedChecklist) => {
    unsaved.keep(service, sameChecklist(changed, data.checklist) ? undefined : changed)
    setTyped(changed)
    setFailure(undefined)
  }

  function goTo(place: string) {
    form.current
      ?.querySelector<HTMLElement>(`[data-place="${place}"] :is(input, textarea, select, button)`)
      ?.focus()
  }

  /** What was added takes the focus, once it stands there. */
  function add(changed: EditedChecklist, place: string) {
    change(changed)
    requestAnimationFrame(() => goTo(place))
  }

  async function send() {
    setChecked(true)
    if (faults.length > 0) {
      form.current?.querySelector<HTMLElement>('.checklist-faults button')?.focus()
      return
    }
    const body = { checklist: written(tidyChecklist(typed)), seen: data.seen }
    const answer = await save.press({ params: { service }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) announce(t('saved'))
    if (answer.ok || answer.code === 'changed_meanwhile') onChanged(answer.ok)
  }

  return (
    <>
      <EditingForm
        id="checklist-form"
        title={data.title[language]}
        failure={failure && failureText(failure, WRITE_FAILURES, t, consoleTexts(language))}
        unsaved={isUnsaved ? t('unsaved') : undefined}
        form={form}
        onSubmit={send}
      >
        <div data-place="questions">
          <h3 className="console-panel__title">{t('questions')}</h3>
          <p className="kern-hint">{t('questions.hint', { most: QUESTIONS_LIMIT })}</p>
          {questions.map((question, nth) => (
            <QuestionFields
              key={question.key}
              nth={nth}
              question={question}
              isChecked={isChecked}
              onChange={(changed) => change(withQuestion(typed, changed))}
              onRemove={() => change(withoutQuestion(typed, question.key))}
              onUp={nth === 0 ? undefined : () => change({ ...typed, questions: movedUp(questions, nth) })}
            />
          ))}
          {questions.length < QUESTIONS_LIMIT && (
            <ActionButton
              onPress={() => {
                const fresh = {
                  key: freshKey(),
                  kind: 'yes_no',
                  texts: { question: NO_TEXTS },
                  answers: [],
                } as const
                add({ ...typed, questions: [...questions, fresh] }, `questions ${questions.length}`)
              }}
            >
              {t('question.add')}
            </ActionButton>
          )}
        </div>
        <div data-place="papers">
          <h3 className="console-panel__title">{t('papers')}</h3>
          <p className="kern-hint">{t('papers.hint')}</p>
          {papers.map((paper, nth) => (
            <PaperFields
              // biome-ignore lint/suspicious/noArrayIndexKey: papers have no name but their words, and no state
              key={nth}
              nth={nth}
              paper={paper}
              papers={papers}
              questions={questions}
              isChecked={isChecked}
              onChange={(changed) =>
                change({ ...typed, papers: papers.map((each) => (each === paper ? changed : each)) })
              }
              onJoin={(other) => change(joinChoice(typed, nth, other))}
              onRemove={() =>
                change(
                  // Whatever stood in for it alone is needed by itself again.
                  joinChoice({ ...typed, papers: papers.filter((each) => each !== paper) }, -1, null),
                )
              }
              onUp={nth === 0 ? undefined : () => change({ ...typed, papers: movedUp(papers, nth) })}
            />
          ))}
          {papers.length < PAPERS_LIMIT && (
            <ActionButton
              onPress={() => {
                const fresh = { ...NO_TEXTS, when: null, onlyIf: null, choice: null }
                add({ ...typed, papers: [...papers, fresh] }, `papers ${papers.length}`)
              }}
            >
              {t('paper.add')}
            </ActionButton>
          )}
        </div>
        <HandlingFields typed={typed} onChange={change} />
        <ChecklistFaults faults={isUnsaved || isChecked ? faults : []} checklist={typed} onGo={goTo} />
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={save.busy} disabled={!isUnsaved}>
            {t('save')}
          </ActionButton>
          {isUnsaved && <ActionButton onPress={() => change(data.checklist)}>{t('discard')}</ActionButton>}
        </div>
      </EditingForm>
      <ChecklistPreview checklist={typed} />
    </>
  )
}

/** As the contract has it: lists that may be written. */
function written({ questions, papers, ...rest }: EditedChecklist) {
  return {
    ...rest,
    questions: questions.map((question) => ({ ...question, answers: [...question.answers] })),
    papers: papers.map((paper) => ({
      ...paper,
      when: paper.when
        ? paper.when.map((all) =>
            Object.fromEntries(Object.entries(all).map(([key, wanted]) => [key, [...wanted]])),
          )
        : null,
    })),
  }
}
