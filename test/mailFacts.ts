import type { MessageFacts } from '#features/message/model.ts'
import { asId } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'

/** The facts of an ordinary mail, each of its words told apart from every other. */
export const MAIL_FACTS: MessageFacts = {
  kind: 'booked',
  language: 'de',
  messageId: asId('01930000-0000-7000-8000-000000000001'),
  visitId: asId('01930000-0000-7000-8000-000000000002'),
  now: parseInstant('2027-03-01T07:00:00Z'),
  name: 'Anna Müller-Đặng',
  companions: [],
  second: null,
  appointmentAt: parseInstant('2027-03-29T08:40:00Z'),
  visitKind: 'on_site',
  phone: null,
  videoLink: null,
  minutes: 25,
  addressChanges: 0,
  prechecks: 0,
  closings: 0,
  movedCount: 0,
  bookingNumber: '7KX4MPQ9',
  site: {
    name: 'Kundenzentrum Altmarkt',
    mobile: false,
    street: 'Rathausplatz 1',
    postcode: '59980',
    town: 'Neuwalden',
    way: 'Eingang beim Brunnen, Haltestelle „Altmarkt“.',
    timeZone: 'Europe/Berlin',
  },
  services: [
    {
      title: 'Personalausweis beantragen',
      reference: 'V-34A-67C-D9E',
      people: 2,
      papers: ['Ihren alten Ausweis', 'Ein Passfoto'],
    },
    { title: 'Meldebescheinigung', reference: 'V-FGH-JKM-NPQ', people: 1, papers: [] },
  ],
  checked: {
    papers: [
      { title: 'Geburtsurkunde', verdict: 'question', words: 'Bitte noch einmal fotografieren.' },
      { title: 'Mietvertrag', verdict: 'green', words: '' },
    ],
    nothingCame: false,
    unseen: [],
    anotherTime: false,
    changesMinutes: false,
    minutes: 15,
  },
  refused: [{ title: 'Passfoto', words: 'Die Datei ist mit einem Passwort geschützt.' }],
  beforehand: { missing: ['Biometrisches Foto'], until: parseInstant('2027-03-26T09:40:00Z') },
  link: 'https://termine.neuwalden.example/v/abcdefghijklmnopqrstuv',
  startPage: 'https://termine.neuwalden.example/',
  heldUntil: parseInstant('2027-03-01T08:00:00Z'),
  city: {
    name: 'Stadt Neuwalden',
    phone: '0999 115-0',
    address: 'Am Stadttor 7, 59980 Neuwalden',
    senderName: 'Stadt Neuwalden',
    senderAddress: 'termine@neuwalden.example',
    smsSender: 'Neuwalden',
  },
}
