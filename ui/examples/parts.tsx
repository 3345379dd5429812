import { BackLink } from '../BackLink.tsx'
import { BigNumber } from '../BigNumber.tsx'
import { Button } from '../Button.tsx'
import { ButtonRow } from '../ButtonRow.tsx'
import { Card } from '../Card.tsx'
import { CardGrid } from '../CardGrid.tsx'
import { Details } from '../Details.tsx'
import { Form } from '../Form.tsx'
import { Heading } from '../Heading.tsx'
import { Link } from '../Link.tsx'
import { LinkButton } from '../LinkButton.tsx'
import { List } from '../List.tsx'
import { LivePart } from '../LivePart.tsx'
import { LiveRegion } from '../LiveRegion.tsx'
import { Pagination } from '../Pagination.tsx'
import { RowList } from '../RowList.tsx'
import { SearchField } from '../SearchField.tsx'
import { Section } from '../Section.tsx'
import { Steps } from '../Steps.tsx'
import { SummaryList } from '../SummaryList.tsx'
import { Table } from '../Table.tsx'
import { Tag } from '../Tag.tsx'
import { Text } from '../Text.tsx'
import { TimeTiles } from '../TimeTiles.tsx'
import type { Example } from './example.ts'

/** What pages are made of. */
export const others: readonly Example[] = [
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
