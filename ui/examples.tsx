import type { ReactElement } from 'react'
import { instant, MINUTE, plus } from '#kernel/instant.ts'
import { Alert } from './Alert.tsx'
import { BackLink } from './BackLink.tsx'
import { BigNumber } from './BigNumber.tsx'
import { Button } from './Button.tsx'
import { ButtonRow } from './ButtonRow.tsx'
import { Card } from './Card.tsx'
import { CardGrid } from './CardGrid.tsx'
import { CheckboxGroup } from './CheckboxGroup.tsx'
import { Details } from './Details.tsx'
import { ErrorSummary } from './ErrorSummary.tsx'
import { Form } from './Form.tsx'
import { Heading } from './Heading.tsx'
import { HoldNotice } from './HoldNotice.tsx'
import { Link } from './Link.tsx'
import { LinkButton } from './LinkButton.tsx'
import { List } from './List.tsx'
import { LivePart } from './LivePart.tsx'
import { LiveRegion } from './LiveRegion.tsx'
import { NumberField } from './NumberField.tsx'
import { Page, type PageProps } from './Page.tsx'
import { Pagination } from './Pagination.tsx'
import { RadioGroup } from './RadioGroup.tsx'
import { RowList } from './RowList.tsx'
import { SearchField } from './SearchField.tsx'
import { Section } from './Section.tsx'
import { Select } from './Select.tsx'
import { SimpleLanguageNotice } from './SimpleLanguageNotice.tsx'
import { Steps } from './Steps.tsx'
import { SummaryList } from './SummaryList.tsx'
import { Table } from './Table.tsx'
import { Tag } from './Tag.tsx'
import { Text } from './Text.tsx'
import { TextArea } from './TextArea.tsx'
import { TextField } from './TextField.tsx'
import { TimeTiles } from './TimeTiles.tsx'

/** A component in one state. Field names differ between examples, so that all can stand on one page. */
export type Example = { readonly name: string; readonly element: ReactElement }

const now = instant(1_795_423_200_000)

const fields: readonly Example[] = [
  {
    name: 'TextField, empty with hint',
    element: (
      <TextField
        name="email"
        label="E-Mail-Adresse"
        hint="Dorthin schicken wir Ihre Bestätigung."
        type="email"
        autoComplete="email"
      />
    ),
  },
  {
    name: 'TextField with error',
    element: (
      <TextField
        name="email-wrong"
        label="E-Mail-Adresse"
        value="ada@beispiel"
        error="Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de."
        type="email"
        autoComplete="email"
      />
    ),
  },
  {
    name: 'TextField, optional',
    element: <TextField name="phone" label="Telefon" optional="freiwillig" type="tel" width="half" />,
  },
  {
    name: 'TextArea',
    element: <TextArea name="note" label="Was sollen wir wissen?" optional="freiwillig" />,
  },
  { name: 'NumberField', element: <NumberField name="people" label="Wie viele Personen?" value={2} /> },
  {
    name: 'NumberField with error',
    element: (
      <NumberField
        name="people-wrong"
        label="Wie viele Personen?"
        value="0"
        error="Geben Sie eine Zahl von 1 bis 8 ein."
      />
    ),
  },
  {
    name: 'Select',
    element: (
      <Select
        name="site"
        label="Standort"
        hint="Sie können jeden Standort wählen."
        value="nord"
        options={[
          { value: 'mitte', text: 'Kundenzentrum Mitte' },
          { value: 'nord', text: 'Kundenzentrum Nord' },
        ]}
      />
    ),
  },
  {
    name: 'Select with error',
    element: (
      <Select
        name="site-wrong"
        label="Standort"
        error="Wählen Sie einen Standort."
        options={[{ value: '', text: 'Bitte wählen' }]}
      />
    ),
  },
  {
    name: 'RadioGroup as list',
    element: (
      <RadioGroup
        name="kind"
        label="Was brauchen Sie?"
        hint="Sie können später noch etwas dazunehmen."
        value="card"
        choices={[
          { value: 'card', label: 'Personalausweis' },
          { value: 'passport', label: 'Reisepass' },
          { value: 'both', label: 'Beides', disabled: true },
        ]}
      />
    ),
  },
  {
    name: 'RadioGroup as rows',
    element: (
      <RadioGroup
        name="where"
        label="Wo möchten Sie hinkommen?"
        layout="rows"
        value="mitte"
        choices={[
          {
            value: 'mitte',
            label: 'Kundenzentrum Mitte',
            hint: 'Rathausplatz 1, nächster Termin heute um 14:20 Uhr',
          },
          {
            value: 'nord',
            label: 'Kundenzentrum Nord',
            hint: 'Lindenallee 40, nächster Termin morgen um 8:00 Uhr',
          },
        ]}
      />
    ),
  },
  {
    name: 'RadioGroup as tiles',
    element: (
      <RadioGroup
        name="time"
        label="Montag, 23. November 2026"
        layout="tiles"
        value="10:40"
        choices={['08:00', '08:20', '09:10', '10:40', '11:15', '13:30', '14:05'].map((time) => ({
          value: time,
          label: `${time}\u00a0Uhr`,
          disabled: time === '11:15',
        }))}
      />
    ),
  },
  {
    name: 'RadioGroup with error',
    element: (
      <RadioGroup
        name="kind-wrong"
        label="Was brauchen Sie?"
        error="Wählen Sie aus, was Sie brauchen."
        choices={[
          { value: 'card', label: 'Personalausweis' },
          { value: 'passport', label: 'Reisepass' },
        ]}
      />
    ),
  },
  {
    name: 'CheckboxGroup',
    element: (
      <CheckboxGroup
        name="matters"
        label="Was möchten Sie erledigen?"
        values={['card']}
        choices={[
          { value: 'card', label: 'Personalausweis', hint: 'etwa 10 Minuten' },
          { value: 'move', label: 'Wohnung anmelden', hint: 'etwa 15 Minuten' },
        ]}
      />
    ),
  },
  {
    name: 'CheckboxGroup as rows with error',
    element: (
      <CheckboxGroup
        name="papers"
        label="Was bringen Sie mit?"
        layout="rows"
        error="Wählen Sie mindestens ein Papier aus."
        choices={[
          { value: 'photo', label: 'Foto', hint: 'nicht älter als 6 Monate' },
          { value: 'birth', label: 'Geburtsurkunde' },
        ]}
      />
    ),
  },
]

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

const others: readonly Example[] = [
  {
    name: 'Buttons',
    element: (
      <ButtonRow>
        <Button>Termin buchen</Button>
        <Button variant="secondary">Zeit verlängern</Button>
        <Button variant="tertiary">Abbrechen</Button>
        <Button disabled>Nicht möglich</Button>
        <LinkButton href="/start" icon="calendar-today">
          Weiter
        </LinkButton>
      </ButtonRow>
    ),
  },
  {
    name: 'Texts and lists',
    element: (
      <Section title="Das bringen Sie mit">
        <Text size="large">Für den Personalausweis brauchen wir drei Dinge.</Text>
        <List items={['Ihr altes Dokument', 'ein Foto, nicht älter als 6 Monate', 'die Gebühr: 46,00 €']} />
        <List kind="number" items={['Termin buchen', 'Hinkommen', 'Abholen']} />
        <List
          kind="plain"
          items={[
            <Link key="1" href="/a">
              Gebühren
            </Link>,
            <Link key="2" href="/b" icon="download">
              Vollmacht herunterladen
            </Link>,
          ]}
        />
        <Text size="small" muted>
          Stand: heute
        </Text>
        <Heading level={3}>Überschrift der dritten Ebene</Heading>
        <Heading level={4}>Überschrift der vierten Ebene</Heading>
      </Section>
    ),
  },
  {
    name: 'SummaryList',
    element: (
      <SummaryList
        rows={[
          {
            term: 'Anliegen',
            value: 'Personalausweis für 2 Personen',
            action: { href: '/a', text: 'Ändern', about: 'Anliegen' },
          },
          {
            term: 'Zeit',
            value: 'Montag, 23. November 2026, 10:40 Uhr',
            action: { href: '/b', text: 'Ändern', about: 'Zeit' },
          },
          { term: 'Ort', value: 'Kundenzentrum Mitte, Rathausplatz 1' },
        ]}
      />
    ),
  },
  {
    name: 'Table',
    element: (
      <Table
        caption="Gebühren"
        columns={[
          { key: 'service', title: 'Leistung' },
          { key: 'minutes', title: 'Minuten', numeric: true },
          { key: 'fee', title: 'Gebühr', numeric: true },
        ]}
        rows={[
          { key: '1', cells: { service: 'Personalausweis', minutes: '10', fee: '46,00 €' } },
          { key: '2', cells: { service: 'Reisepass', minutes: '15', fee: '70,00 €' } },
        ]}
      />
    ),
  },
  {
    name: 'RowList',
    element: (
      <RowList
        rows={[
          {
            key: 'mitte',
            title: <Link href="/sites/mitte">Kundenzentrum Mitte</Link>,
            detail: 'Rathausplatz 1',
            aside: <Tag kind="success" text="geöffnet" />,
          },
          { key: 'nord', title: 'Kundenzentrum Nord', detail: 'Lindenallee 40' },
        ]}
      />
    ),
  },
  {
    name: 'TimeTiles',
    element: (
      <Form>
        <TimeTiles
          name="slot"
          times={[
            { value: '1', time: '08:00\u00a0Uhr', note: 'Mitte', spoken: 'Montag, 23. November' },
            { value: '2', time: '08:20\u00a0Uhr' },
          ]}
        />
      </Form>
    ),
  },
  {
    name: 'Cards',
    element: (
      <CardGrid
        cards={[
          {
            key: '1',
            card: (
              <Card title="Personalausweis" level={3} href="/services/id-card">
                <Text>Neu beantragen, abholen oder als verloren melden.</Text>
              </Card>
            ),
          },
          {
            key: '2',
            card: (
              <Card
                title="Wohnung anmelden"
                level={3}
                href="/services/registration"
                preline="Ohne Termin möglich"
              >
                <Text>Wenn Sie umgezogen sind.</Text>
              </Card>
            ),
          },
          {
            key: '3',
            card: (
              <Card title="Kundenzentrum Mitte" level={3} footer={<Tag kind="success" text="geöffnet" />}>
                <Text>Rathausplatz 1</Text>
              </Card>
            ),
          },
        ]}
      />
    ),
  },
  {
    name: 'Tags',
    element: (
      <p>
        {(['neutral', 'info', 'success', 'warning', 'danger'] as const).map((kind) => (
          <span key={kind}>
            <Tag kind={kind} text="gebucht" />{' '}
          </span>
        ))}
      </p>
    ),
  },
  {
    name: 'Details',
    element: (
      <Details title="Was kostet das?">
        <Text>46,00 € ab 24 Jahren.</Text>
      </Details>
    ),
  },
  {
    name: 'Details, open',
    element: (
      <Details title="Wie lange dauert das?" open>
        <Text>Etwa 10 Minuten.</Text>
      </Details>
    ),
  },
  {
    name: 'Pagination',
    element: <Pagination language="de" current={2} total={5} href={(page) => `/list?page=${page}`} />,
  },
  { name: 'Steps', element: <Steps language="de" current={2} total={5} /> },
  { name: 'BackLink', element: <BackLink href="/back" text="Zurück" /> },
  {
    name: 'LiveRegion',
    element: (
      <LiveRegion language="de" url="/events">
        <BigNumber label="Ihre Nummer" value="B 047" />
        <BigNumber label="Bitte kommen Sie jetzt an Platz" value="12" part="counter" tone="called" />
        <Text>
          Vor Ihnen sind noch <LivePart name="before">3</LivePart> Personen.
        </Text>
      </LiveRegion>
    ),
  },
  {
    name: 'SearchField',
    element: (
      <SearchField
        action="/"
        name="q"
        label="Was möchten Sie erledigen?"
        hint="Zum Beispiel: Umzug, Pass, Führungszeugnis"
        button="Suchen"
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
            <Section key={example.name} title={example.name}>
              {example.element}
            </Section>
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
