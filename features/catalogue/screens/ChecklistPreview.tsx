import { useState } from 'react'
import { LANGUAGES, type Language, languageOr, languageTag } from '#kernel/language.ts'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { type Answers, answerKeys, type Checklist, papersInWords, questionsToAsk } from '../model.ts'
import { answerWords } from './faultWords.ts'
import { catalogueTexts } from './texts.ts'

/** The list as a citizen gets it: the questions that are asked, and what is to bring after any answers, in a language. */
export function ChecklistPreview({ checklist }: { readonly checklist: Checklist }) {
  const { language } = useConsole()
  const t = catalogueTexts(language)
  const [shown, setShown] = useState<Language>('de')
  const [answers, setAnswers] = useState<Answers>({})
  const papers = papersInWords(checklist, answers, shown)
  return (
    <section className="console-panel" aria-labelledby="checklist-preview">
      <h2 className="console-panel__title" id="checklist-preview">
        {t('preview')}
      </h2>
      <p className="kern-hint">{t('preview.hint')}</p>
      <Picker
        label={t('preview.language')}
        options={LANGUAGES.map((each) => ({ value: each, text: consoleTexts(language)(`language.${each}`) }))}
        value={shown}
        onChange={(value) => setShown(languageOr(value))}
      />
      <div className="checklist-asked" lang={languageTag(shown)}>
        {questionsToAsk(checklist, answers).map((question) => (
          <Picker
            key={question.key}
            label={question.texts.question[shown] || '–'}
            options={[
              { value: '', text: '–' },
              ...answerKeys(question).map((answer) => ({
                value: answer,
                text: answerWords(question, answer, catalogueTexts(languageTag(shown)), shown),
              })),
            ]}
            value={answers[question.key] ?? ''}
            onChange={(value) => {
              const { [question.key]: _, ...others } = answers
              setAnswers(value === '' ? others : { ...others, [question.key]: value })
            }}
          />
        ))}
      </div>
      {papers.length === 0 ? (
        <p className="console-empty">{t('preview.nothing')}</p>
      ) : (
        <ul className="checklist-list" lang={languageTag(shown)}>
          {papers.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
