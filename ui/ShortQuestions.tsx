import type { Language } from '#kernel/language.ts'
import { RadioGroup } from './RadioGroup.tsx'
import { uiTexts } from './texts.ts'

/** A short question with its answers, in the reader's language. */
export type ShortQuestion = {
  /** Name of its field in the form. */
  readonly name: string
  readonly text: string
  readonly hint?: string | undefined
  /** None: yes or no. */
  readonly answers: readonly { readonly key: string; readonly text: string }[]
  /** What was answered before. */
  readonly value?: string | undefined
}

/** Questions that are answered by one press each; short answers stand side by side. */
export function ShortQuestions(props: {
  readonly language: Language
  readonly questions: readonly ShortQuestion[]
}) {
  const { language, questions } = props
  const t = uiTexts(language)
  const yesOrNo = [
    { value: 'yes', label: t('answer.yes') },
    { value: 'no', label: t('answer.no') },
  ]
  return questions.map(({ name, text, hint, answers, value }) => (
    <RadioGroup
      key={name}
      name={name}
      label={text}
      hint={hint}
      choices={answers.length > 0 ? answers.map((each) => ({ value: each.key, label: each.text })) : yesOrNo}
      value={value}
    />
  ))
}

/** What was answered, in words; undefined for a question that is open. */
export function answerInWords({ answers, value }: ShortQuestion, language: Language): string | undefined {
  const t = uiTexts(language)
  if (answers.length > 0) return answers.find(({ key }) => key === value)?.text
  return value === 'yes' || value === 'no' ? t(`answer.${value}`) : undefined
}
