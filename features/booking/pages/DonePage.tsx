import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Section } from '#ui/Section.tsx'
import { SummaryList } from '#ui/SummaryList.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'

export type DonePageProps = {
  readonly frame: PageFrame
  readonly email: string
  readonly time: string
  readonly site: string
  /** Until when the link waits, in words. */
  readonly until: string
  /** In a demonstration no mail leaves the house. */
  readonly demo: boolean
  readonly phone: string
}

/** What is left to do: press the link in the mail. */
export function DonePage({ frame, email, time, site, until, demo, phone }: DonePageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('done.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('done.title')}</Heading>
      <Text size="large">{t('done.text', { email })}</Text>
      <Text bold>{t('done.until', { time: until })}</Text>
      {demo && (
        <Alert kind="info" title={t('done.demo')}>
          <Text>
            {t('done.demoText')} <Link href={keep('/demo/mail')}>{t('done.demoLink')}</Link>
          </Text>
        </Alert>
      )}
      <SummaryList
        rows={[
          { term: t('check.time'), value: time },
          { term: t('check.place'), value: site },
        ]}
      />
      <Section title={t('done.noMail')}>
        <List
          items={[
            t('done.wait'),
            t('done.spam'),
            <PhoneText key="call" text={t('done.call', { phone })} phone={phone} />,
          ]}
        />
      </Section>
    </Page>
  )
}

/** The same place after the link was pressed. */
export function BookedPage({ frame }: { readonly frame: PageFrame }) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('done.booked')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('done.booked')}</Heading>
      <Text size="large">{t('done.bookedText')}</Text>
    </Page>
  )
}
