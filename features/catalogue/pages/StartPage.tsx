import type { Site } from '#features/authority/model.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { Card } from '#ui/Card.tsx'
import { CardGrid } from '#ui/CardGrid.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { RowList } from '#ui/RowList.tsx'
import { SearchField } from '#ui/SearchField.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { type Service, searchServices } from '../model.ts'
import type { Calendar } from './opening.tsx'
import { SiteRows } from './SiteRows.tsx'
import { comingStops, StopRows } from './StopRows.tsx'
import { texts } from './texts.ts'

export type StartPageProps = {
  readonly frame: PageFrame
  /** By rank. */
  readonly services: readonly Service[]
  readonly sites: readonly Site[]
  readonly calendar: Calendar
  readonly phone: string
  /** What somebody looks for; empty for the start page itself. */
  readonly query: string
}

/** So many of the most frequent services stand on the start page. */
const FREQUENT = 9
/** So many of the next stops of the mobile team. */
const STOPS_SHOWN = 3

/** The way in: one field that finds services, the frequent ones, and the sites today. With a query, what it finds. */
export function StartPage(props: StartPageProps) {
  const { frame, query } = props
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page
      {...frame}
      title={query === '' ? t('start.title') : t('results.title', { query })}
      homeHref={keep('/')}
      width="wide"
      noIndex={query !== ''}
      hero={
        <>
          <Heading level={1}>{query === '' ? t('start.title') : t('results.title', { query })}</Heading>
          {query === '' && <Text size="large">{t('start.intro')}</Text>}
          <SearchField
            action="/"
            name="q"
            label={t('search.label')}
            hint={t('search.hint')}
            button={t('search.button')}
            value={query}
            hidden={languageField(frame.address)}
          />
        </>
      }
    >
      {query === '' ? <Welcome {...props} /> : <Results {...props} />}
    </Page>
  )
}

function Welcome({ frame, services, sites, calendar, phone }: StartPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const stops = comingStops(sites, calendar)
  return (
    <>
      <Section title={t('start.frequent')}>
        <CardGrid
          cards={services.slice(0, FREQUENT).map((service) => ({
            key: service.key,
            card: (
              <Card title={service.texts.title[language]} level={3} href={keep(`/services/${service.key}`)}>
                {/* The summary in Leichte Sprache has many sentences: too many for nine cards at once. */}
                {language !== 'de-simple' && <Text>{service.texts.summary[language]}</Text>}
              </Card>
            ),
          }))}
        />
        <Text>
          <Link href={keep('/services')}>{t('start.all')}</Link>
        </Text>
      </Section>
      <Section title={t('start.booked')}>
        <Text>{t('start.bookedText')}</Text>
        <Text>
          <PhoneText text={t('start.bookedHelp', { phone })} phone={phone} />
        </Text>
      </Section>
      {stops.length > 0 && (
        <Section title={t('stops.title')}>
          <StopRows stops={stops.slice(0, STOPS_SHOWN)} language={language} keep={keep} />
          <Text>
            <Link href={keep('/stops')}>{t('stops.all')}</Link>
          </Text>
        </Section>
      )}
      <Section title={t('start.sites')}>
        <SiteRows
          language={language}
          sites={sites.filter(({ kind }) => kind !== 'mobile')}
          calendar={calendar}
          keep={keep}
        />
        <Text>
          <Link href={keep('/sites')}>{t('start.allSites')}</Link>
        </Text>
      </Section>
    </>
  )
}

function Results({ frame, services, phone, query }: StartPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const found = searchServices(services, query, language)
  return (
    <Section title={t('results.count', { count: found.length })}>
      {found.length > 0 ? (
        <ServiceRows frame={frame} services={found} />
      ) : (
        <>
          <Text>{t('results.empty', { query })}</Text>
          <Text>{t('results.tips')}</Text>
          <List
            items={[
              t('results.tipWord'),
              <Link key="all" href={keep('/services')}>
                {t('results.tipAll')}
              </Link>,
              <PhoneText key="phone" text={t('results.tipPhone', { phone })} phone={phone} />,
            ]}
          />
        </>
      )}
      {found.length > 0 && (
        <Text>
          <Link href={keep('/services')}>{t('start.all')}</Link>
        </Text>
      )}
    </Section>
  )
}

/** Services below one another with what they are, each a way to its page. */
export function ServiceRows({
  frame,
  services,
}: {
  readonly frame: PageFrame
  readonly services: readonly Service[]
}) {
  const keep = keepLanguage(frame.address)
  return (
    <RowList
      rows={services.map((service) => ({
        key: service.key,
        title: <Link href={keep(`/services/${service.key}`)}>{service.texts.title[frame.language]}</Link>,
        detail: frame.language === 'de-simple' ? undefined : service.texts.summary[frame.language],
      }))}
    />
  )
}
