import { type Instant, parseInstant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import { BackLink } from '#ui/BackLink.tsx'
import { Card } from '#ui/Card.tsx'
import { CardGrid } from '#ui/CardGrid.tsx'
import { Details } from '#ui/Details.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
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

type ListProps = {
  readonly frame: PageFrame
  readonly mails: readonly MailSummary[]
  /** All that are kept. */
  readonly count: number
  readonly zone: string
}

/** All mails of the demo city, the newest first. */
export function MailListPage({ frame, mails, count, zone }: ListProps) {
  const { language } = frame
  const t = texts(language)
  return (
    <Page {...frame} title={t('list.title')} noIndex before={<BackLink href="/demo" text={t('list.demo')} />}>
      <Heading level={1}>{t('list.title')}</Heading>
      <Text size="large">{t('list.intro')}</Text>
      {mails.length === 0 && <Text>{t('list.empty')}</Text>}
      <CardGrid
        cards={mails.map((mail) => ({
          key: mail.id,
          card: (
            <Card
              title={mail.subject || t('mail.noSubject')}
              level={2}
              href={`/demo/mail/${mail.id}`}
              preline={written(mail, zone, language)}
            >
              <Text>{t('list.mail', { to: mail.to })}</Text>
            </Card>
          ),
        }))}
      />
      {count > mails.length && <Text>{t('list.more', { shown: mails.length, count })}</Text>}
    </Page>
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
          // biome-ignore lint/suspicious/noArrayIndexKey: rendered once on the server
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
    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once on the server
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
