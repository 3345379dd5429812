import { type Instant, parseInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { AskAgain } from '#ui/AskAgain.tsx'
import { BackLink } from '#ui/BackLink.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Card } from '#ui/Card.tsx'
import { CardGrid } from '#ui/CardGrid.tsx'
import { Details } from '#ui/Details.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import type { MailSummary, StoredAttachment, StoredMail } from './folder.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/** The page asks for new mails of the one who plays so often: one waits for them. */
const SECONDS = 4

type ListProps = {
  readonly frame: PageFrame
  /** To addresses that somebody has typed who tries the demo; the newest first. */
  readonly own: readonly MailSummary[]
  /** To the people whom the demo invents. */
  readonly invented: readonly MailSummary[]
  /** All of those that are kept. */
  readonly inventedCount: number
  readonly zone: string
}

/** The mails of the demo city: first those to whoever plays, apart from those to invented people. */
export function MailListPage({ frame, own, invented, inventedCount, zone }: ListProps) {
  const { language } = frame
  const t = texts(language)
  const here = `/demo/mail?lang=${language}`
  return (
    <Page {...frame} title={t('list.title')} noIndex before={<BackLink href="/demo" text={t('list.demo')} />}>
      <Heading level={1}>{t('list.title')}</Heading>
      <Text size="large">{t('list.intro')}</Text>
      <Section title={t('list.own')}>
        <AskAgain seconds={SECONDS} address={here} summary={t('list.ownCount', { count: own.length })}>
          <MailCards mails={own} zone={zone} language={language} />
        </AskAgain>
        <noscript>
          <ButtonRow>
            <LinkButton href={here} variant="secondary">
              {t('list.again')}
            </LinkButton>
          </ButtonRow>
        </noscript>
      </Section>
      <Section title={t('list.invented')}>
        <Text>{t('list.inventedText')}</Text>
        {invented.length === 0 && <Text>{t('list.inventedNone')}</Text>}
        <MailCards mails={invented} zone={zone} language={language} />
        {inventedCount > invented.length && (
          <Text>{t('list.more', { shown: invented.length, count: inventedCount })}</Text>
        )}
      </Section>
    </Page>
  )
}

type CardsProps = {
  readonly mails: readonly MailSummary[]
  readonly zone: string
  readonly language: Language
}

function MailCards({ mails, zone, language }: CardsProps) {
  const t = texts(language)
  if (mails.length === 0) return null
  return (
    <CardGrid
      cards={mails.map((mail) => ({
        key: mail.id,
        card: (
          <Card
            title={mail.subject || t('mail.noSubject')}
            level={3}
            href={`/demo/mail/${mail.id}`}
            preline={written(mail, zone, language)}
          >
            <Text>{t('list.mail', { to: mail.to })}</Text>
          </Card>
        ),
      }))}
    />
  )
}

type MailProps = { readonly frame: PageFrame; readonly mail: StoredMail; readonly zone: string }

/** One mail: what a mail program shows, its plain text, its attachments. */
export function MailPage({ frame, mail, zone }: MailProps) {
  const { language } = frame
  const t = texts(language)
  const title = mail.subject || t('mail.noSubject')
  return (
    <Page {...frame} title={title} noIndex before={<BackLink href="/demo/mail" text={t('list.back')} />}>
      <Heading level={1}>{title}</Heading>
      <SummaryList
        rows={[
          { term: t('mail.from'), value: mail.from },
          { term: t('mail.to'), value: mail.to },
          { term: t('mail.date'), value: written(mail, zone, language) },
        ]}
      />
      {mail.html !== undefined && (
        <Section title={t('mail.content')}>
          <iframe
            title={t('mail.frame')}
            src={`/demo/mail/${mail.id}/html`}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            width="100%"
            height="900"
          />
        </Section>
      )}
      {mail.attachments.length > 0 && (
        <Section title={t('mail.attachments')}>
          <List
            items={mail.attachments.map((file, position) => attachmentLink(mail, file, position, language))}
          />
        </Section>
      )}
      <Details title={t('mail.text')} open={mail.html === undefined}>
        {mail.text.split(/\n\s*\n/).map((paragraph, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mail never changes, so its paragraphs keep their places
          <Text key={position}>
            <Lines text={paragraph} />
          </Text>
        ))}
      </Details>
    </Page>
  )
}

function attachmentLink(mail: StoredMail, file: StoredAttachment, position: number, language: Language) {
  const kilobytes = Math.max(1, Math.round(file.content.byteLength / 1000))
  return (
    <Link href={`/demo/mail/${mail.id}/files/${position}`} icon="download" download={file.name}>
      {texts(language)('mail.attachment', { name: file.name, kilobytes })}
    </Link>
  )
}

/** Plain text keeps its lines; its links can be followed. */
function Lines({ text }: { readonly text: string }) {
  return text.split('\n').map((line, position) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a mail never changes, so its lines keep their places
    <span key={position}>
      {position > 0 && <br />}
      {/^https?:\/\/\S+$/.test(line) ? <Link href={line}>{line}</Link> : line}
    </span>
  ))
}

function written({ date }: MailSummary, zone: string, language: Language): string {
  const at = readDate(date)
  return at === undefined ? '' : formatDayAndTime(at, zone, language)
}

function readDate(date: string | undefined): Instant | undefined {
  try {
    return date === undefined ? undefined : parseInstant(date)
  } catch {
    return undefined
  }
}
