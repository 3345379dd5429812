import type { Service } from '#features/catalogue/model.ts'
import { paperWords, verdictWord } from '#features/message/model.ts'
import type { PaperCheck } from '#features/visit/model.ts'
import type { Language } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Tag } from '#ui/Tag.tsx'
import { Text } from '#ui/Text.tsx'
import type { BookingPageProps } from './BookingPage.tsx'
import { texts } from './texts.ts'

const TAGS = { green: 'success', question: 'warning', missing: 'danger' } as const

/** What was said of the papers that came before the visit; nothing where none came. */
export function PapersChecked({
  frame: { language, address },
  token,
  matters,
  checks = new Map(),
  anotherTime,
}: Pick<BookingPageProps, 'frame' | 'token' | 'matters' | 'checks' | 'anotherTime'>) {
  const t = texts(language)
  const said = matters.flatMap(({ service, reference }) =>
    (checks.get(reference) ?? []).map((check) => ({ service, reference, check })),
  )
  const wanted = said.some(({ service, check }) => service.takesPapers && check.verdict !== 'green')
  return (
    <>
      {anotherTime && (
        <Alert kind="warning" title={t('checked.anotherTime')}>
          <Text>{t('checked.anotherTimeText')}</Text>
          <LinkButton href={keepLanguage(address)(`/v/${token}/move`)} variant="secondary">
            {t('link.move')}
          </LinkButton>
        </Alert>
      )}
      {said.length > 0 && (
        <Section title={t('checked.title')} id="checked">
          <Text>{t('checked.text')}</Text>
          <SummaryList
            rows={said.map(({ service, check }) => ({
              term: titleOf(service, check, language),
              value: (
                <>
                  <Tag kind={TAGS[check.verdict]} text={verdictWord(check.verdict, language)} />
                  {check.verdict !== 'green' && <Text>{paperWords(check, language)}</Text>}
                </>
              ),
            }))}
          />
          {wanted && (
            <ButtonRow>
              <LinkButton href={keepLanguage(address)(`/v/${token}/upload`)}>{t('checked.send')}</LinkButton>
            </ButtonRow>
          )}
        </Section>
      )}
    </>
  )
}

function titleOf({ papers }: Service, { item }: PaperCheck, language: Language): string {
  const paper = papers.find(({ de }) => de === item)
  return paper?.[language] ?? (item === '' ? texts(language)('checked.otherPaper') : item)
}
