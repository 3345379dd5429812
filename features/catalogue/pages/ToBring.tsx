import { keepLanguage, languageField } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Details } from '#ui/Details.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Section } from '#ui/Section.tsx'
import { ShortQuestions } from '#ui/ShortQuestions.tsx'
import { Text } from '#ui/Text.tsx'
import {
  ANSWER_PREFIX,
  type Answers,
  openQuestions,
  papersInWords,
  printedListPath,
  questionFields,
  type Service,
} from '../model.ts'
import { texts } from './texts.ts'

/** What to bring for a service: all papers with their conditions, or one's own list after a few short questions. */
export function ToBring(props: {
  readonly frame: PageFrame
  readonly service: Service
  readonly answers: Answers
}) {
  const { frame, service, answers } = props
  const { language } = frame
  const t = texts(language)
  const isMine = Object.keys(answers).length > 0
  return (
    <Section title={t('service.papers')} id="papers">
      {isMine && <Text>{t('service.personalMine')}</Text>}
      {service.papers.length > 0 ? (
        <List items={papersInWords(service, answers, language)} />
      ) : (
        <Text>{t('service.noPapers')}</Text>
      )}
      {isMine && (
        <Text>
          <Link href={keepLanguage(frame.address)(printedListPath(service.key, answers))}>
            {t('service.personalPrint')}
          </Link>
        </Text>
      )}
      {service.questions.length > 0 && <Questions {...props} />}
    </Section>
  )
}

function Questions({ frame, service, answers }: Parameters<typeof ToBring>[0]) {
  const { language } = frame
  const t = texts(language)
  const isMine = Object.keys(answers).length > 0
  const open = openQuestions(service, answers)
  const title = !isMine
    ? t('service.personal', { count: open })
    : open > 0
      ? t('service.personalMore', { count: open })
      : t('service.personalAgain')
  return (
    <Details title={title} open={isMine && open > 0}>
      <Text>{t('service.personalText')}</Text>
      <Form
        method="get"
        action={`/services/${service.key}#papers`}
        hidden={{ ...languageField(frame.address) }}
      >
        <ShortQuestions
          language={language}
          questions={questionFields(service, answers, language, ANSWER_PREFIX)}
        />
        <ButtonRow>
          <Button variant="secondary">{t('service.personalShow')}</Button>
        </ButtonRow>
      </Form>
    </Details>
  )
}
