import { openQuestions, papersInWords, questionFields } from '#features/catalogue/model.ts'
import type { Language } from '#kernel/language.ts'
import { Button } from '#ui/Button.tsx'
import { Details } from '#ui/Details.tsx'
import { List } from '#ui/List.tsx'
import { ShortQuestions } from '#ui/ShortQuestions.tsx'
import { Text } from '#ui/Text.tsx'
import { answerPrefix, type ChosenMatter } from './address.ts'
import { texts } from './texts.ts'

/** The short questions about what to bring for a matter, folded away: nobody needs them to get a time. */
export function ToBring({
  language,
  matter,
}: {
  readonly language: Language
  readonly matter: ChosenMatter
}) {
  const { service, answers = {} } = matter
  if (service.questions.length === 0) return null
  const t = texts(language)
  const open = openQuestions(service, answers)
  const isMine = Object.keys(answers).length > 0
  return (
    <Details title={isMine ? t('papers.again') : t('papers.questions', { count: open })} open={isMine}>
      {isMine ? (
        <>
          <Text bold>{t('papers.mine')}</Text>
          <List items={papersInWords(service, answers, language)} />
        </>
      ) : (
        <Text>{t('papers.hint')}</Text>
      )}
      <ShortQuestions
        language={language}
        questions={questionFields(service, answers, language, answerPrefix(service.key))}
      />
      <Button name="next" value="show" variant="secondary">
        {t('papers.show')}
      </Button>
    </Details>
  )
}
