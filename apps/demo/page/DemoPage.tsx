import type { Site } from '#features/authority/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatDay, formatTime } from '#platform/time/format.ts'
import { Alert } from '#ui/Alert.tsx'
import { keepLanguage } from '#ui/address.ts'
import { Button } from '#ui/Button.tsx'
import { ButtonRow } from '#ui/ButtonRow.tsx'
import { Card } from '#ui/Card.tsx'
import { CardGrid } from '#ui/CardGrid.tsx'
import { Form } from '#ui/Form.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Table } from '#ui/Table.tsx'
import { Text } from '#ui/Text.tsx'
import { DEMO_PASSWORD } from '../authorities.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }

const texts = translator({ de, 'de-simple': deSimple, en })

/** The accounts of every demo city, see demo/README.md. */
const ACCOUNTS = [
  'schalter',
  'info',
  'telefon',
  'leitung',
  'verwaltung',
  'datenschutz',
  'personalrat',
] as const

export type DemoPageProps = {
  readonly frame: PageFrame
  readonly now: Instant
  readonly zone: string
  /** The house that the links lead to. */
  readonly site: Site | undefined
  /** The link token of the ticket on the phone. */
  readonly ticket: string | undefined
  /** Is there a simulated printer at the kiosk? */
  readonly prints: boolean
  /** No ticket could be drawn because the house is closed. */
  readonly closed: boolean
  /** A key for each form, so that a double press counts once. */
  readonly keys: { readonly ticket: string }
}

/** Where a demonstration begins: what this is, the clock, the phone, the ways in for citizens and staff. */
export function DemoPage(props: DemoPageProps) {
  const { frame } = props
  const t = texts(frame.language)
  return (
    <Page {...frame} title={t('title')} width="wide" noIndex hero={<Welcome {...props} />}>
      <div className="dran-stage">
        <div>
          <CitizenSection {...props} />
          <StaffSection {...props} />
          <Section title={t('tour.title')}>
            <List
              kind="number"
              items={[
                t('tour.1'),
                t('tour.2'),
                t('tour.3'),
                t('tour.4', { login: ACCOUNTS[0] }),
                t('tour.5'),
              ]}
            />
          </Section>
        </div>
        <Phone {...props} />
      </div>
    </Page>
  )
}

function Welcome({ frame, now, zone }: DemoPageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  return (
    <>
      <Heading level={1}>{t('title')}</Heading>
      <Text size="large">{t('intro', { city: frame.cityName })}</Text>
      <Heading level={2} looksLike={4}>
        {t('clock.title')}
      </Heading>
      <p className="dran-clock">
        {formatDay(dayOf(now, zone), language)}
        <strong>{formatTime(now, zone, language)}</strong>
      </p>
      <Form action={keep('/demo/clock')}>
        <ButtonRow>
          <Button name="to" value="later" variant="secondary">
            {t('clock.later')}
          </Button>
          <Button name="to" value="closing" variant="secondary">
            {t('clock.closing')}
          </Button>
          <Button name="to" value="morning" variant="secondary">
            {t('clock.morning')}
          </Button>
        </ButtonRow>
      </Form>
      <Text size="small" muted>
        {t('clock.hint')}
      </Text>
    </>
  )
}

function CitizenSection({ frame, site, prints }: DemoPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  const house = site && { site: site.texts.name[frame.language] }
  const cards = [
    { key: 'book', href: '/', title: t('citizen.book'), text: t('citizen.bookText') },
    { key: 'mail', href: '/demo/mail', title: t('citizen.mail'), text: t('citizen.mailText') },
    ...(site && house
      ? [
          {
            key: 'kiosk',
            href: `/kiosk/${site.key}`,
            title: t('citizen.kiosk'),
            text: t('citizen.kioskText', house),
          },
          {
            key: 'display',
            href: `/display/${site.key}`,
            title: t('citizen.display'),
            text: t('citizen.displayText'),
          },
        ]
      : []),
    ...(prints
      ? [
          {
            key: 'printer',
            href: '/demo/printer',
            title: t('citizen.printer'),
            text: t('citizen.printerText'),
          },
        ]
      : []),
  ]
  return (
    <Section title={t('citizen.title')}>
      <CardGrid
        cards={cards.map(({ key, href, title, text }) => ({
          key,
          card: (
            <Card title={title} level={3} href={keep(href)}>
              <Text>{text}</Text>
            </Card>
          ),
        }))}
      />
      <Text muted>{t('people.note')}</Text>
    </Section>
  )
}

function StaffSection({ frame }: DemoPageProps) {
  const t = texts(frame.language)
  return (
    <Section title={t('staff.title')}>
      <Text>
        {t('staff.text')} <strong>{DEMO_PASSWORD}</strong>
      </Text>
      <Table
        caption={t('staff.caption')}
        captionHidden
        columns={[
          { key: 'login', title: t('staff.login') },
          { key: 'role', title: t('staff.role') },
          { key: 'does', title: t('staff.does') },
        ]}
        rows={ACCOUNTS.map((login) => ({
          key: login,
          cells: { login, role: t(`staff.${login}`), does: t(`staff.${login}.does`) },
        }))}
      />
      <ButtonRow>
        <LinkButton href="/console" variant="secondary">
          {t('staff.console')}
        </LinkButton>
      </ButtonRow>
    </Section>
  )
}

function Phone({ frame, ticket, closed, keys }: DemoPageProps) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Section title={t('phone.title')} id="phone">
      <Text>{t('phone.text')}</Text>
      {closed && (
        <Alert kind="warning" title={t('phone.closed')} live="polite">
          <Text>{t('phone.closedText')}</Text>
        </Alert>
      )}
      <Form action={keep('/demo/ticket')} hidden={{ idempotencyKey: keys.ticket }}>
        <ButtonRow>
          <Button variant={ticket ? 'secondary' : 'primary'}>
            {ticket ? t('phone.again') : t('phone.draw')}
          </Button>
        </ButtonRow>
      </Form>
      <div className="dran-phone">
        {ticket ? (
          <iframe
            title={t('phone.frame')}
            src={`/w/${ticket}?lang=${frame.language}`}
            width="360"
            height="680"
          />
        ) : (
          <p className="dran-phone__empty">{t('phone.empty')}</p>
        )}
      </div>
      {ticket && <Link href={keep(`/w/${ticket}`)}>{t('phone.open')}</Link>}
    </Section>
  )
}
