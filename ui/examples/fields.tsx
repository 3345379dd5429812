import { CheckboxGroup } from '../CheckboxGroup.tsx'
import { FileField } from '../FileField.tsx'
import { NumberField } from '../NumberField.tsx'
import { RadioGroup } from '../RadioGroup.tsx'
import { Select } from '../Select.tsx'
import { ShortQuestions } from '../ShortQuestions.tsx'
import { TextArea } from '../TextArea.tsx'
import { TextField } from '../TextField.tsx'
import type { Example } from './example.ts'

/** What people fill in. */
export const fields: readonly Example[] = [
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
    name: 'FileField, several with hint and error',
    element: (
      <FileField
        name="files"
        label="Dateien auswählen"
        hint="PDF, JPEG, PNG oder HEIC, höchstens 15 MB."
        error="Wählen Sie mindestens eine Datei aus."
        accept=".pdf,image/*"
        multiple
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
  {
    name: 'ShortQuestions',
    element: (
      <ShortQuestions
        language="de"
        questions={[
          { name: 'first', text: 'Ist es der erste Ausweis?', answers: [], value: 'yes' },
          {
            name: 'for',
            text: 'Für wen ist der Ausweis?',
            hint: 'Kinder unter 16 kommen mit.',
            answers: [
              { key: 'me', text: 'Für mich' },
              { key: 'child', text: 'Für mein Kind' },
            ],
          },
        ]}
      />
    ),
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
