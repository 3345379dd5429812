import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { NO_TEXTS } from '../model/editing.ts'
import { answerKeys, type Paper, type Question } from '../model.ts'
import { answerWords } from './faultWords.ts'
import { catalogueTexts } from './texts.ts'
import { WordsFields } from './WordsFields.tsx'

export type PaperFieldsProps = {
  readonly nth: number
  readonly paper: Paper
  readonly questions: readonly Question[]
  /** All papers of the list: this one may stand in for another of them. */
  readonly papers: readonly Paper[]
  readonly isChecked: boolean
  readonly onChange: (paper: Paper) => void
  readonly onJoin: (other: number | null) => void
  readonly onRemove: () => void
  /** Undefined for the first. */
  readonly onUp: (() => void) | undefined
}

/** One paper with its words, when it is needed, and which others may stand in for it. */
export function PaperFields(props: PaperFieldsProps) {
  const { nth, paper, papers, questions, isChecked, onChange } = props
  const { language } = useConsole()
  const t = catalogueTexts(language)
  return (
    <fieldset className="checklist-entry" data-place={`papers ${nth}`}>
      <legend className="checklist-entry__name">{t('paper.nth', { nth: nth + 1 })}</legend>
      <WordsFields
        label={t('paper.words')}
        texts={paper}
        isChecked={isChecked}
        onChange={(words) => onChange({ ...paper, ...words })}
      />
      {(questions.length > 0 || paper.when !== null) && (
        <CheckBox
          checked={paper.when !== null}
          onChange={(has) => onChange({ ...paper, when: has ? [{}] : null, onlyIf: has ? NO_TEXTS : null })}
        >
          {t('paper.hasCondition')}
        </CheckBox>
      )}
      {paper.when && <Condition paper={paper} when={paper.when} questions={questions} onChange={onChange} />}
      {paper.onlyIf && (
        <WordsFields
          label={t('paper.onlyIf')}
          texts={paper.onlyIf}
          isChecked={isChecked}
          onChange={(onlyIf) => onChange({ ...paper, onlyIf })}
        />
      )}
      <CheckBox
        checked={paper.form === 'landlord'}
        onChange={(has) => {
          const { form: _, ...plain } = paper
          onChange(has ? { ...plain, form: 'landlord' } : plain)
        }}
      >
        {t('paper.landlord')}
      </CheckBox>
      {papers.length > 1 && (
        <Picker
          label={t('paper.choice')}
          options={[
            { value: '', text: t('paper.choice.none') },
            ...papers.flatMap((other, at) =>
              at === nth
                ? []
                : [{ value: String(at), text: other[language] || t('paper.nth', { nth: at + 1 }) }],
            ),
          ]}
          value={standsInFor(papers, nth)}
          onChange={(value) => props.onJoin(value === '' ? null : Number(value))}
        />
      )}
      <div className="console-toolbar">
        {props.onUp && (
          <ActionButton label={t('paper.upNamed', { nth: nth + 1 })} onPress={props.onUp}>
            {t('up')}
          </ActionButton>
        )}
        <ActionButton label={t('paper.removeNamed', { nth: nth + 1 })} onPress={props.onRemove}>
          {t('paper.remove')}
        </ActionButton>
      </div>
    </fieldset>
  )
}

/** The first other paper of the same choice, as the picker names it. */
function standsInFor(papers: readonly Paper[], nth: number): string {
  const choice = papers[nth]?.choice ?? null
  const other = papers.findIndex((each, at) => at !== nth && choice !== null && each.choice === choice)
  return other < 0 ? '' : String(other)
}

/** Alternatives; each wants of some questions one of the answers that are ticked. */
function Condition(props: {
  readonly paper: Paper
  readonly when: NonNullable<Paper['when']>
  readonly questions: readonly Question[]
  readonly onChange: (paper: Paper) => void
}) {
  const { paper, when, questions, onChange } = props
  const { language } = useConsole()
  const t = catalogueTexts(language)
  const change = (changed: NonNullable<Paper['when']>) => onChange({ ...paper, when: changed })
  return (
    <>
      <p className="kern-hint">{t('condition.hint')}</p>
      {when.map((all, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: alternatives have no name of their own, and no state
        <fieldset className="checklist-case" key={at}>
          <legend>{t('condition.nth', { nth: at + 1 })}</legend>
          {questions.map((question) => (
            <fieldset className="checklist-answers" key={question.key}>
              <legend className="checklist-question">{question.texts.question[language] || '–'}</legend>
              {answerKeys(question).map((answer) => {
                const wanted = all[question.key] ?? []
                return (
                  <CheckBox
                    key={answer}
                    checked={wanted.includes(answer)}
                    onChange={(isWanted) =>
                      change(
                        when.map((each) =>
                          each === all ? wanting(all, question.key, answer, isWanted) : each,
                        ),
                      )
                    }
                  >
                    {answerWords(question, answer, t, language)}
                  </CheckBox>
                )
              })}
            </fieldset>
          ))}
          {when.length > 1 && (
            <ActionButton
              label={t('condition.removeNamed', { nth: at + 1 })}
              onPress={() => change(when.filter((each) => each !== all))}
            >
              {t('condition.remove')}
            </ActionButton>
          )}
        </fieldset>
      ))}
      <ActionButton onPress={() => change([...when, {}])}>{t('condition.add')}</ActionButton>
    </>
  )
}

type Case = NonNullable<Paper['when']>[number]

/** A case that also wants this answer, or wants it no more; of a question without a wanted answer it says nothing. */
function wanting(all: Case, question: string, answer: string, isWanted: boolean): Case {
  const { [question]: before = [], ...others } = all
  const wanted = isWanted ? [...before, answer] : before.filter((each) => each !== answer)
  return wanted.length > 0 ? { ...others, [question]: wanted } : others
}
