import { instant, MINUTE, plus } from '#kernel/instant.ts'
import { Alert } from './Alert.tsx'
import { BackLink } from './BackLink.tsx'
import { BigNumber } from './BigNumber.tsx'
import { Button } from './Button.tsx'
import { ButtonRow } from './ButtonRow.tsx'
import { Card } from './Card.tsx'
import { CardGrid } from './CardGrid.tsx'
import { ErrorSummary } from './ErrorSummary.tsx'
import type { Example } from './examples/example.ts'
import { fields } from './examples/fields.tsx'
import { others } from './examples/parts.tsx'
import { Form } from './Form.tsx'
import { Heading } from './Heading.tsx'
import { HoldNotice } from './HoldNotice.tsx'
import { Link } from './Link.tsx'
import { LinkButton } from './LinkButton.tsx'
import { List } from './List.tsx'
import { LivePart } from './LivePart.tsx'
import { LiveRegion } from './LiveRegion.tsx'
import { Page, type PageProps } from './Page.tsx'
import { RadioGroup } from './RadioGroup.tsx'
import { SearchField } from './SearchField.tsx'
import { Section } from './Section.tsx'
import { SimpleLanguageNotice } from './SimpleLanguageNotice.tsx'
import { Steps } from './Steps.tsx'
import { SummaryList } from './SummaryList.tsx'
import { Text } from './Text.tsx'

const now = instant(1_795_423_200_000)

const messages: readonly Example[] = [
  {
    name: 'ErrorSummary',
    element: (
      <ErrorSummary
        language="de"
        problems={[
          { field: 'email-wrong', text: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de.' },
          { field: 'kind-wrong', text: 'Wählen Sie aus, was Sie brauchen.' },
          { text: 'Der Termin ist gerade vergeben worden.' },
        ]}
      />
    ),
  },
  ...(['info', 'success', 'warning', 'danger'] as const).map((kind) => ({
    name: `Alert, ${kind}`,
    element: (
      <Alert kind={kind} title="Ihr Termin ist gebucht">
        <Text>
          Wir haben Ihnen eine E-Mail geschickt. <Link href="/mail">Keine E-Mail bekommen?</Link>
        </Text>
      </Alert>
    ),
  })),
  { name: 'Alert without text', element: <Alert kind="info" title="Am 24. Dezember ist geschlossen." /> },
  { name: 'HoldNotice', element: <HoldNotice language="de" until={plus(now, 8 * MINUTE)} now={now} /> },
  { name: 'HoldNotice, over', element: <HoldNotice language="de" until={plus(now, -MINUTE)} now={now} /> },
  {
    name: 'SimpleLanguageNotice',
    element: (
      <SimpleLanguageNotice
        title="Leichte Sprache"
        text="Die Prüfgruppe hat diesen Text noch nicht gelesen."
      />
    ),
  },
]

/** Every component in every state. */
export const examples: readonly Example[] = [...messages, ...fields, ...others]

const frame: Omit<PageProps, 'title' | 'children' | 'assets'> = {
  language: 'de',
  cityName: 'Stadt Neuwalden',
  serviceName: 'Kundenzentrum',
  address: '/examples?q=pass',
  look: 'system',
  footerLinks: [
    { href: '/imprint', text: 'Impressum' },
    { href: '/privacy', text: 'Datenschutz' },
    { href: '/accessibility', text: 'Barrierefreiheit' },
  ],
}

/** Whole pages, as citizens meet them. Given the assets and, if wished, a look or language. */
export function pageExamples(over: Pick<PageProps, 'assets'> & Partial<PageProps>): readonly Example[] {
  return [
    {
      name: 'all components',
      element: (
        <Page
          {...frame}
          title="Bausteine"
          width="wide"
          demoNotice="Das ist eine Vorführung. Alle Daten sind erfunden."
          {...over}
        >
          <Heading level={1}>Bausteine</Heading>
          {examples.map((example) => (
            <section key={example.name} aria-label={example.name}>
              <Section title={example.name}>{example.element}</Section>
            </section>
          ))}
        </Page>
      ),
    },
    {
      name: 'start page',
      element: (
        <Page
          {...frame}
          title="Willkommen"
          width="wide"
          hero={
            <>
              <Heading level={1}>Was können wir für Sie tun?</Heading>
              <Text size="large">
                Finden Sie Ihr Anliegen und buchen Sie einen Termin, überall in der Stadt.
              </Text>
              <SearchField
                action="/"
                name="q"
                label="Was möchten Sie erledigen?"
                hint="Zum Beispiel: Umzug, Pass, Führungszeugnis"
                button="Suchen"
              />
            </>
          }
          {...over}
        >
          <Section title="Oft gesucht">
            <CardGrid
              cards={[
                'Personalausweis',
                'Reisepass',
                'Wohnung anmelden',
                'Führungszeugnis',
                'Bewohnerparkausweis',
                'Aufenthaltsbescheinigung',
              ].map((title) => ({
                key: title,
                card: (
                  <Card title={title} level={3} href={`/services/${title}`}>
                    <Text>Beantragen, ändern oder abholen.</Text>
                  </Card>
                ),
              }))}
            />
          </Section>
        </Page>
      ),
    },
    {
      name: 'question',
      element: (
        <Page
          {...frame}
          title="Wann möchten Sie kommen?"
          hasErrors
          before={
            <>
              <BackLink href="/book" text="Zurück" />
              <Steps language="de" current={2} total={5} />
            </>
          }
          {...over}
        >
          <ErrorSummary language="de" problems={[{ field: 'time', text: 'Wählen Sie eine Zeit.' }]} />
          <Form hidden={{ csrf: 'x' }}>
            <RadioGroup
              name="time"
              pageTitle
              label="Wann möchten Sie kommen?"
              hint="Die frühesten Zeiten an allen Standorten"
              error="Wählen Sie eine Zeit."
              layout="rows"
              choices={[
                { value: '1', label: 'Heute, 14:20 Uhr', hint: 'Kundenzentrum Mitte, Rathausplatz 1' },
                { value: '2', label: 'Heute, 15:05 Uhr', hint: 'Kundenzentrum Nord, Lindenallee 40' },
                { value: '3', label: 'Morgen, 8:00 Uhr', hint: 'Kundenzentrum Süd, Am Wasserturm 7' },
              ]}
            />
            <ButtonRow>
              <Button>Weiter</Button>
              <LinkButton href="/more" variant="secondary">
                Mehr Zeiten
              </LinkButton>
            </ButtonRow>
          </Form>
        </Page>
      ),
    },
    {
      name: 'confirmation',
      element: (
        <Page {...frame} title="Ihr Termin ist gebucht" {...over}>
          <Heading level={1}>Ihr Termin ist gebucht</Heading>
          <Text size="large">Wir freuen uns auf Sie. Die Bestätigung haben wir Ihnen geschickt.</Text>
          <SummaryList
            rows={[
              { term: 'Termin', value: 'Montag, 23. November 2026, 10:40 Uhr' },
              { term: 'Ort', value: 'Kundenzentrum Mitte, Rathausplatz 1' },
              { term: 'Nummer', value: 'N4K7 2MPX' },
            ]}
          />
          <Section title="Das bringen Sie mit">
            <List items={['Ihr altes Dokument', 'ein Foto, nicht älter als 6 Monate']} />
          </Section>
          <ButtonRow>
            <LinkButton href="/termin.ics" icon="calendar-today" variant="secondary">
              In den Kalender
            </LinkButton>
          </ButtonRow>
        </Page>
      ),
    },
    {
      name: 'waiting',
      element: (
        <Page {...frame} title="Sie warten" refreshSeconds={20} noIndex {...over}>
          <Heading level={1}>Sie warten im Kundenzentrum Mitte</Heading>
          <LiveRegion language="de" url="/events">
            <BigNumber label="Ihre Nummer" value="B 047" />
            <Text size="large">
              Vor Ihnen sind noch <LivePart name="before">3</LivePart> Personen.
            </Text>
          </LiveRegion>
        </Page>
      ),
    },
  ]
}
