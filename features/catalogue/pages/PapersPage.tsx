import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { answerInWords } from '#ui/ShortQuestions.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { type Answers, answersQuery, papersInWords, questionFields, type Service } from '../model.ts'
import { texts } from './texts.ts'

/** What to bring on one sheet, with a box to tick before each paper. */
export function PapersPage(props: {
  readonly frame: PageFrame
  readonly service: Service
  readonly answers: Answers
}) {
  const { frame, service, answers } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const title = t('papers.title', { title: service.texts.title[language] })
  const answered = questionFields(service, answers, language, '').filter(({ value }) => value !== undefined)
  return (
    <Page
      {...frame}
      title={title}
      homeHref={keep('/')}
      noIndex
      before={
        <BackLink
          href={keep(`/services/${service.key}${answersQuery(answers)}#papers`)}
          text={t('papers.back')}
        />
      }
    >
      <Heading level={1}>{title}</Heading>
      {service.papers.length > 0 ? (
        <ul className="dran-ticks">
          {papersInWords(service, answers, language).map((paper) => (
            <li key={paper}>{paper}</li>
          ))}
        </ul>
      ) : (
        <Text>{t('service.noPapers')}</Text>
      )}
      {answered.length > 0 && (
        <Section title={t('papers.answers')}>
          <SummaryList
            rows={answered.map((question) => ({
              term: question.text,
              value: answerInWords(question, language),
            }))}
          />
        </Section>
      )}
      <Text muted>{t('papers.print')}</Text>
    </Page>
  )
}
