import type { Site } from '#features/authority/model.ts'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { Calendar } from './opening.tsx'
import { SiteRows } from './SiteRows.tsx'
import { texts } from './texts.ts'

export type SitesPageProps = {
  readonly frame: PageFrame
  /** Departments with their sites. */
  readonly units: readonly { readonly key: string; readonly name: string; readonly sites: readonly Site[] }[]
  readonly calendar: Calendar
}

/** All sites by department, with address and today's hours. */
export function SitesPage({ frame, units, calendar }: SitesPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={t('sites.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/')} text={t('home')} />}
    >
      <Heading level={1}>{t('sites.title')}</Heading>
      <Text size="large">{t('sites.intro')}</Text>
      {units.map((unit) => (
        <Section key={unit.key} title={unit.name}>
          <SiteRows language={frame.language} sites={unit.sites} calendar={calendar} keep={keep} />
        </Section>
      ))}
    </Page>
  )
}
