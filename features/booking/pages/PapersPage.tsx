import { openQuestions, papersInWords, questionFields } from '#features/catalogue/model.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { ShortQuestions } from '#ui/ShortQuestions.tsx'
import { Text } from '#ui/Text.tsx'
import { answerPrefix, type ChosenMatter } from './address.ts'
import { texts } from './texts.ts'

export type PapersPageProps = {
  readonly frame: PageFrame
  readonly token: string
  readonly matters: readonly ChosenMatter[]
  /** Answers have just been kept. */
  readonly saved: boolean
  readonly idempotencyKey: string
}

/** The short questions about what to bring, behind the link of a visit: for whoever was not asked, or answers otherwise. */
export function PapersPage({ frame, token, matters, saved, idempotencyKey }: PapersPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('papers.title')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={keep(`/v/${token}`)} text={t('back')} />}
    >
      <Heading level={1}>{t('papers.title')}</Heading>
      {saved && <Alert kind="success" title={t('papers.saved')} live="polite" />}
      <Text>{t('papers.text')}</Text>
      <Form action={keep(`/v/${token}/papers`)} hidden={{ idempotencyKey }}>
        {matters.map((matter) => (
          <Matter key={matter.service.key} language={language} matter={matter} />
        ))}
        <ButtonRow>
          <Button>{t('papers.save')}</Button>
          {saved && (
            <LinkButton href={keep(`/v/${token}`)} variant="secondary">
              {t('papers.done')}
            </LinkButton>
          )}
        </ButtonRow>
      </Form>
    </Page>
  )
}

function Matter({
  language,
  matter,
}: {
  readonly language: PageFrame['language']
  readonly matter: ChosenMatter
}) {
  const { service, answers = {} } = matter
  const t = texts(language)
  return (
    <section className="dran-section">
      <Heading level={2}>{service.texts.title[language]}</Heading>
      {Object.keys(answers).length > 0 && (
        <>
          <Text bold>{t(openQuestions(service, answers) > 0 ? 'papers.soFar' : 'papers.mine')}</Text>
          <List items={papersInWords(service, answers, language)} />
        </>
      )}
      <ShortQuestions
        language={language}
        questions={questionFields(service, answers, language, answerPrefix(service.key))}
      />
    </section>
  )
}
