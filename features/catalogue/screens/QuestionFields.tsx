import { ActionButton } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { ANSWERS_LIMIT, freshKey, NO_TEXTS } from '../model/editing.ts'
import { QUESTION_KINDS, type Question } from '../model.ts'
import { catalogueTexts } from './texts.ts'
import { WordsFields } from './WordsFields.tsx'

export type QuestionFieldsProps = {
  readonly nth: number
  readonly question: Question
  readonly isChecked: boolean
  readonly onChange: (question: Question) => void
  readonly onRemove: () => void
  /** Undefined for the first. */
  readonly onUp: (() => void) | undefined
}

/** One question with its words and answers. */
export function QuestionFields(props: QuestionFieldsProps) {
  const { nth, question, isChecked, onChange } = props
  const { language } = useConsole()
  const t = catalogueTexts(language)
  const { kind, texts, answers } = question
  const changeAnswers = (changed: Question['answers']) => onChange({ ...question, answers: changed })
  return (
    <fieldset className="checklist-entry" data-place={`questions ${nth}`}>
      <legend className="checklist-entry__name">{t('question.nth', { nth: nth + 1 })}</legend>
      <WordsFields
        label={t('question.words')}
        texts={texts.question}
        isChecked={isChecked}
        onChange={(words) => onChange({ ...question, texts: { ...texts, question: words } })}
      />
      <CheckBox
        checked={texts.hint !== undefined}
        onChange={(has) =>
          onChange({
            ...question,
            texts: { question: texts.question, ...(has ? { hint: NO_TEXTS } : {}) },
          })
        }
      >
        {t('question.hasHint')}
      </CheckBox>
      {texts.hint && (
        <WordsFields
          label={t('question.hint')}
          texts={texts.hint}
          isChecked={isChecked}
          onChange={(hint) => onChange({ ...question, texts: { ...texts, hint } })}
        />
      )}
      <Picker
        label={t('question.kind')}
        options={QUESTION_KINDS.map((each) => ({ value: each, text: t(`question.kind.${each}`) }))}
        value={kind}
        onChange={(value) =>
          onChange({
            ...question,
            kind: value === 'one_of' ? 'one_of' : 'yes_no',
            answers: value === 'one_of' ? [freshAnswer(), freshAnswer()] : [],
          })
        }
      />
      {answers.map((answer, at) => (
        <div className="checklist-answer" key={answer.key}>
          <WordsFields
            label={t('question.answer', { nth: at + 1 })}
            texts={answer.texts.label}
            isChecked={isChecked}
            onChange={(label) =>
              changeAnswers(answers.map((each) => (each === answer ? { ...each, texts: { label } } : each)))
            }
          />
          {answers.length > 2 && (
            <ActionButton
              label={t('question.removeAnswerNamed', { nth: at + 1, name: answer.texts.label[language] })}
              onPress={() => changeAnswers(answers.filter((each) => each !== answer))}
            >
              {t('question.removeAnswer')}
            </ActionButton>
          )}
        </div>
      ))}
      <div className="console-toolbar">
        {kind === 'one_of' && answers.length < ANSWERS_LIMIT && (
          <ActionButton onPress={() => changeAnswers([...answers, freshAnswer()])}>
            {t('question.addAnswer')}
          </ActionButton>
        )}
        {props.onUp && (
          <ActionButton label={t('question.upNamed', { nth: nth + 1 })} onPress={props.onUp}>
            {t('up')}
          </ActionButton>
        )}
        <ActionButton label={t('question.removeNamed', { nth: nth + 1 })} onPress={props.onRemove}>
          {t('question.remove')}
        </ActionButton>
      </div>
    </fieldset>
  )
}

function freshAnswer(): Question['answers'][number] {
  return { key: freshKey(), texts: { label: NO_TEXTS } }
}
